import { stem } from './stem';

/**
 * Words that carry no topic: function words and what a question is made of. They are left out of
 * documents and questions alike.
 */
const STOP_WORDS = new Set(
  `a about above after again against all also am an and any are as at be because been before being
  below between both but by can could did do does doing down during each either else ever few for
  from further had has have having he her here hers herself him himself his how i if in into is it
  its itself just like may me might more most much must my myself no nor not of off on once one only
  or other our ours ourselves out over own please same shall she should so some such tell than that
  the their theirs them themselves then there these they this those through to too under until up
  upon us very was we were what whatever when where which while who whom whose why will with would
  you your yours yourself yourselves`.split(/\s+/),
);

const WORD = /\p{N}+(?:[.,]\p{N}+)+|[\p{L}\p{M}\p{N}]+/gu;
const SPACELESS_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const LONGEST_TERM = 64;

/**
 * The index terms of a text, in order and with repetitions: Unicode words, compatibility-normalised,
 * without accents, in lower case, stemmed; numbers whole ("1,500" is 1500). Scripts written without
 * spaces give overlapping pairs of characters.
 */
export function terms(text: string): string[] {
  const normal = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/['\u2019]s\b/g, '');
  const found: string[] = [];
  for (const [word] of normal.matchAll(WORD)) {
    if (STOP_WORDS.has(word) || word.length > LONGEST_TERM) continue;
    if (SPACELESS_SCRIPT.test(word)) found.push(...pairs(word));
    else if (/^\p{N}/u.test(word)) found.push(word.replaceAll(',', ''));
    else if (word.length > 1) found.push(stem(word));
  }
  return found;
}

/** How often each term occurs. */
export function termFrequencies(found: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of found) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

function pairs(word: string): string[] {
  const characters = [...word];
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}
