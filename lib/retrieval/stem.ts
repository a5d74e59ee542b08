/**
 * English suffix stripping after M. F. Porter, "An algorithm for suffix stripping", Program 14(3),
 * 1980. Words with anything but the letters a to z are returned as they are, so other languages
 * and numbers are left alone.
 */
type Rule = readonly [suffix: string, replacement: string];

const PLURAL_PAST_REPAIRS = ['at', 'bl', 'iz'];

const STEP_2: readonly Rule[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
];

const STEP_3: readonly Rule[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];

// Longest first, since only the longest suffix that matches is considered.
const STEP_4 = /(ement|ance|ence|able|ible|ment|ant|ent|ism|ate|iti|ous|ive|ize|ion|al|er|ic|ou)$/;

export function stem(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  let stemmed = pluralAndPast(word);
  if (stemmed.endsWith('y') && hasVowel(stemmed.slice(0, -1))) stemmed = `${stemmed.slice(0, -1)}i`;
  stemmed = replaceSuffix(stemmed, STEP_2);
  stemmed = replaceSuffix(stemmed, STEP_3);
  return finalE(derivational(stemmed));
}

function pluralAndPast(word: string): string {
  let w = word;
  if (/(ss|i)es$/.test(w)) w = w.slice(0, -2);
  else if (/[^s]s$/.test(w)) w = w.slice(0, -1);

  if (w.endsWith('eed')) return measure(w.slice(0, -3)) > 0 ? w.slice(0, -1) : w;
  const base = w.replace(/(ed|ing)$/, '');
  if (base === w || !hasVowel(base)) return w;
  if (PLURAL_PAST_REPAIRS.some((suffix) => base.endsWith(suffix))) return `${base}e`;
  if (/([^aeiouylsz])\1$/.test(base)) return base.slice(0, -1);
  return measure(base) === 1 && endsShort(base) ? `${base}e` : base;
}

function replaceSuffix(word: string, rules: readonly Rule[]): string {
  let best: Rule | undefined;
  for (const rule of rules)
    if (word.endsWith(rule[0]) && rule[0].length > (best?.[0].length ?? 0)) best = rule;
  if (!best) return word;
  const base = word.slice(0, word.length - best[0].length);
  return measure(base) > 0 ? base + best[1] : word;
}

function derivational(word: string): string {
  const suffix = STEP_4.exec(word)?.[1];
  if (!suffix) return word;
  const base = word.slice(0, word.length - suffix.length);
  if (measure(base) < 2 || (suffix === 'ion' && !/[st]$/.test(base))) return word;
  return base;
}

function finalE(word: string): string {
  let w = word;
  if (w.endsWith('e')) {
    const base = w.slice(0, -1);
    const m = measure(base);
    if (m > 1 || (m === 1 && !endsShort(base))) w = base;
  }
  return w.endsWith('ll') && measure(w) > 1 ? w.slice(0, -1) : w;
}

/** `c` or `v` for each letter; y is a vowel after a consonant. */
function shape(word: string): string {
  let out = '';
  for (const letter of word) {
    const vowel = 'aeiou'.includes(letter) || (letter === 'y' && out.endsWith('c'));
    out += vowel ? 'v' : 'c';
  }
  return out;
}

/** Porter's m: how often a vowel run is followed by a consonant run. */
function measure(word: string): number {
  return shape(word).match(/v+c+/g)?.length ?? 0;
}

function hasVowel(word: string): boolean {
  return shape(word).includes('v');
}

/** Consonant, vowel, consonant other than w, x, y: "hop", "fil". */
function endsShort(word: string): boolean {
  return shape(word).endsWith('cvc') && !/[wxy]$/.test(word);
}
