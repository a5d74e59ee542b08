import type { Passage } from './passages';
import { splitSentences } from './split-sentences';
import { contentWords } from './words';

export interface Quote {
  sentence: string;
  passage: Passage;
  /** Index of the passage's block that holds the sentence. */
  block: number;
}

interface Candidate extends Quote {
  words: Set<string>;
  length: number;
  /** Words of the passage around it, title included. */
  context: Set<string>;
  score: number;
}

/**
 * Share of the question's weight that the words of one passage must cover to count as an answer. On
 * SQuAD questions 0.4 quotes the right paragraph among six of its article for 86%, and answers 1%
 * from paragraphs of other articles.
 */
const ANSWERED = 0.4;
/** A further quote must score at least this share of the best one. */
const WORTH_ADDING = 0.6;
const CONTEXT_WEIGHT = 0.5;
const TYPICAL_WORDS = 14;

/**
 * The sentences that share most of the question's words, rare words counting more (inverse document
 * frequency over the sentences at hand) and long sentences a little less. Best first; empty when no
 * passage covers enough of the question.
 */
export function selectQuotes(question: string[], passages: Passage[], limit: number): Quote[] {
  const candidates = passages.flatMap(candidatesOf);
  const weight = inverseFrequencies(question, candidates);
  const whole = sum(weight.values());
  if (whole === 0) return [];

  let covered = 0;
  for (const candidate of candidates) {
    const own = overlap(weight, candidate.words);
    const around = overlap(weight, candidate.context);
    if (own > 0) covered = Math.max(covered, around / whole);
    const length = 1 + Math.max(0, candidate.length - TYPICAL_WORDS) / (8 * TYPICAL_WORDS);
    candidate.score = own === 0 ? 0 : (own + CONTEXT_WEIGHT * around) / length;
  }
  if (covered < ANSWERED) return [];

  // Sorting is stable: equal scores keep the order in which the passages came.
  const ranked = candidates.toSorted((a, b) => b.score - a.score);
  const best = ranked[0]?.score ?? 0;
  const chosen: Candidate[] = [];
  for (const candidate of ranked) {
    if (chosen.length === limit || candidate.score < best * WORTH_ADDING) break;
    if (chosen.every((other) => !alike(other.words, candidate.words))) chosen.push(candidate);
  }
  return chosen.map(({ sentence, passage, block }) => ({ sentence, passage, block }));
}

function candidatesOf(passage: Passage): Candidate[] {
  const sentences = passage.blocks.flatMap((text, block) =>
    splitSentences(text).map((sentence) => ({ sentence, block, list: contentWords(sentence) })),
  );
  const context = new Set(contentWords(passage.title));
  for (const { list } of sentences) for (const word of list) context.add(word);
  const statements = sentences.filter(({ sentence }) => isStatement(sentence));
  return (statements.length > 0 ? statements : sentences).map(({ sentence, block, list }) => ({
    sentence,
    passage,
    block,
    words: new Set(list),
    length: list.length,
    context,
    score: 0,
  }));
}

const SHORTEST_UNPUNCTUATED = 9;

/** A heading or a question often repeats the asker's words best and answers nothing. */
function isStatement(sentence: string): boolean {
  if (/\?["'”’)]*$/.test(sentence)) return false;
  return (
    /[.!:;…]["'”’)]*$/.test(sentence) ||
    sentence.includes(':') ||
    sentence.split(/\s+/).length >= SHORTEST_UNPUNCTUATED
  );
}

function inverseFrequencies(question: string[], candidates: Candidate[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const word of new Set(question)) {
    const found = candidates.filter((candidate) => candidate.words.has(word)).length;
    weights.set(word, Math.log(1 + candidates.length / (found + 0.5)));
  }
  return weights;
}

function overlap(weights: Map<string, number>, words: Set<string>): number {
  let total = 0;
  for (const [word, weight] of weights) if (words.has(word)) total += weight;
  return total;
}

function alike(a: Set<string>, b: Set<string>): boolean {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  return shared > 0.8 * Math.min(a.size, b.size);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
