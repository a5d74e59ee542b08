/** Words that say nothing about a question's subject. */
const STOP = new Set(
  `a about after all also an and any are as at be because been before but by can could did do does for
  from had has have he her his how i if in into is it its many may me more most much must my no not of on
  one only or other our out over please same she should so some such tell than that the their them then
  there these they this those to under up us was we were what when where which while who whom whose why
  will with would you your der die das und ist ein eine im den von zu le la les des un une et est que`
    .split(/\s+/)
    .filter(Boolean),
);

/** Content words of a text, folded and stemmed, in order. */
export function contentWords(text: string): string[] {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/['’]s\b/g, '');
  return (folded.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !STOP.has(word)).map(stem);
}

/** Strips common English endings, enough to match `employees` with `employee`. */
export function stem(word: string): string {
  if (word.length <= 3) return word;
  let base = word.replace(/(?:ies)$/, 'y').replace(/(?:sses)$/, 'ss');
  if (/[^su]s$/.test(base)) base = base.slice(0, -1);
  for (const ending of ['ations', 'ation', 'ments', 'ment', 'ings', 'ing', 'ed', 'ly', 'er', 'e']) {
    if (base.endsWith(ending) && base.length - ending.length >= 4) {
      base = base.slice(0, -ending.length);
      break;
    }
  }
  return base.replace(/([^aeiouls])\1$/, '$1');
}
