/**
 * A deterministic stand-in for a tokenizer: a word of up to seven letters with the space before it
 * is one token, longer words are cut every seven letters, numbers every three digits, runs of white
 * space every four characters; an ideograph and any other character are one token each. English
 * prose comes out near four bytes a token. Joining the pieces gives the text back, and a piece has
 * at least one byte, so a text never has more tokens than bytes.
 */
const PIECE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]| ?[\p{L}\p{M}]{1,7}| ?\p{N}{1,3}|\s{1,4}|./gsu;

export function tokenize(text: string): string[] {
  return text.match(PIECE) ?? [];
}

export function countTokens(text: string): number {
  return tokenize(text).length;
}
