import { splitSentences } from '@/lib/documents/extract/sentences';
import type { Passage } from '@/lib/retrieval/search';
import { terms } from '@/lib/retrieval/terms';
import { detectInjection } from '@/lib/untrusted/detect-injection';
import type { TracedPassage } from './schema';

const MOST = 3;
const LONGEST_TOPIC = 80;
/** A sentence of fewer terms names no topic. */
const FEWEST_TERMS = 4;
/** Cells with the names of their columns: no sentence that anybody would ask about. */
const TABLE_ROW = /(?:: [^;]*;[^:]*){2}/;

/**
 * Questions that passages found for this answer and not cited in it would answer, at most three. Made of their headings or
 * first sentences alone, without a model: they cost nothing, and name nothing that was not found for this person. A passage
 * that reads like an instruction suggests nothing, since a click would put its words into the person's mouth.
 */
export function followUps(
  traced: readonly TracedPassage[],
  passages: readonly Passage[],
): string[] {
  const uses = new Map(traced.map(({ chunk, use }) => [chunk, use]));
  const said = new Set(
    passages
      .filter(({ chunkId }) => uses.get(chunkId) === 'cited')
      .flatMap(({ heading }) => (heading ? [plain(heading)] : [])),
  );
  const questions: string[] = [];
  for (const passage of passages) {
    if (questions.length === MOST) break;
    if (uses.get(passage.chunkId) === 'cited') continue;
    const topic = topicOf(passage);
    if (!topic || said.has(plain(topic.words)) || steers(passage)) continue;
    said.add(plain(topic.words));
    questions.push(
      topic.heading
        ? `What do the documents say about “${topic.words}”?`
        : `What else is there about this: “${topic.words}”?`,
    );
  }
  return questions;
}

function steers({ documentName, heading, text }: Passage): boolean {
  return detectInjection(`${documentName}\n${heading ?? ''}\n${text}`).length > 0;
}

function topicOf({ heading, text }: Passage): { words: string; heading: boolean } | undefined {
  // A path of headings, from the outermost.
  const title = line(heading ?? '').replaceAll(' > ', ': ');
  if (title !== '' && title.length <= LONGEST_TOPIC) return { words: title, heading: true };
  for (const { start, end } of splitSentences(text)) {
    const sentence = line(text.slice(start, end));
    if (new Set(terms(sentence)).size >= FEWEST_TERMS && !TABLE_ROW.test(sentence))
      return { words: shortened(sentence), heading: false };
  }
  return undefined;
}

function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function plain(text: string): string {
  return terms(text).join(' ');
}

/** At a word's end where there is one. */
function shortened(sentence: string): string {
  if (sentence.length <= LONGEST_TOPIC) return sentence.replace(/[.!?。！？]+$/u, '');
  const cut = sentence.slice(0, LONGEST_TOPIC).replace(/[\ud800-\udbff]$/, '');
  const space = cut.lastIndexOf(' ');
  return `${(space > LONGEST_TOPIC / 2 ? cut.slice(0, space) : cut).replace(/[,;:\s]+$/, '')}…`;
}
