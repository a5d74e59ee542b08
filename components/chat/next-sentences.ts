const SENTENCES = new Intl.Segmenter(undefined, { granularity: 'sentence' });

export interface Sentences {
  /** Whole ones, without their markdown. */
  sentences: string[];
  /** Characters of the text that were taken. */
  to: number;
}

/** The whole sentences of an answer behind its first `from` characters; at its end what is left too. */
export function nextSentences(text: string, from: number, ended: boolean): Sentences {
  const parts = [...SENTENCES.segment(text.slice(from))].map(({ segment }) => segment);
  // Whether the last one goes on is not known yet.
  const whole = ended ? parts : parts.slice(0, -1);
  return {
    sentences: whole.map(plain).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence)),
    to: from + whole.reduce((sum, part) => sum + part.length, 0),
  };
}

/** What would be read out of markdown: words, not marks. */
function plain(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s*(?:[#>]+|[-*+]|\d+\.(?=\s))\s*/gm, '')
    .replace(/[*_`~|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
