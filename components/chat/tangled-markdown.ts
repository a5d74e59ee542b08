const MOST_DELIMITERS = 2_000;
/** A quote in a quote, or an item in an item, on one line. */
const NESTED = /^[ \t]*(?:(?:>|[-+*](?=[ \t]))[ \t]*){50}/m;

/**
 * Whether reading the text as Markdown could take seconds, or more stack than there is: emphasis that never closes is
 * quadratic to read, and nesting recurses. No answer that means anything is; the server draws answers of all tenants.
 */
export function isTangled(text: string): boolean {
  let delimiters = 0;
  for (const character of text) if (character === '*' || character === '_') delimiters += 1;
  return delimiters > MOST_DELIMITERS || NESTED.test(text);
}
