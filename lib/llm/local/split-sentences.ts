const LONGEST = 600;
const ABBREVIATION =
  /(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|No|vs|etc|e\.g|i\.e|approx|Inc|Ltd|Jr|Sr))\.$/;

/**
 * Sentences of a passage, each with its white space collapsed and without the marks that would make
 * it a heading, list item or quotation where it is shown again.
 */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  for (const paragraph of text.split(/\n\s*\n|\n(?=\s*(?:[-*•#>|]|\d+[.)]\s))/)) {
    let pending = '';
    for (const part of paragraph.split(/(?<=[.!?。！？]["'”’)\]]?)\s+/u)) {
      pending = pending ? `${pending} ${part}` : part;
      if (ABBREVIATION.test(pending)) continue;
      sentences.push(pending);
      pending = '';
    }
    if (pending) sentences.push(pending);
  }
  return sentences
    .map((sentence) =>
      sentence
        .replace(/\s+/g, ' ')
        .replace(/^(?:\s*(?:[-*•>|]|#+|\d+[.)](?=\s)))+\s*/u, '')
        .trim(),
    )
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
    .map((sentence) => (sentence.length > LONGEST ? `${cut(sentence)} …` : sentence));
}

function cut(sentence: string): string {
  const end = sentence.lastIndexOf(' ', LONGEST);
  return sentence.slice(0, end > 0 ? end : LONGEST);
}
