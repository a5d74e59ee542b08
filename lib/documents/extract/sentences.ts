export interface Span {
  start: number;
  /** Exclusive. */
  end: number;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** After these a full stop does not end a sentence; Unicode's rules cannot know that. */
const ABBREVIATION =
  /(?:^|[\s([“"])(?:(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Gen|Col|Capt|Lt|Sgt|Rev|Hon|Gov|Sen|Rep|vs|v|cf|e\.g|i\.e|ca|approx|No|Nos|Fig|Figs|Eq|Eqs|Sec|Ch|Vol|pp|p|ed|eds|al|Inc|Ltd|Co|Corp|Art|Nr)|\p{Lu}(?:\.\p{Lu})*)\.$/u;

/** Sentences by UAX #29, mended after abbreviations, initials and quoted questions; spans without the space around them. */
export function splitSentences(text: string): Span[] {
  const spans: Span[] = [];
  let open = false;
  let broken = false;
  for (const { segment, index } of segmenter.segment(text)) {
    const trimmed = segment.trim();
    if (trimmed === '') continue;
    const start = index + segment.indexOf(trimmed);
    const end = start + trimmed.length;
    const last = spans.at(-1);
    const continues = open || (!broken && /^\p{Ll}/u.test(trimmed));
    if (continues && last) last.end = end;
    else spans.push({ start, end });
    broken = /\n\s*$/.test(segment);
    open = !broken && ABBREVIATION.test(trimmed.slice(-20));
  }
  return spans;
}
