import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { fuse, relevant } from '@/lib/retrieval/fuse';
import { candidates, denseScores, lexicalScores, search } from '@/lib/retrieval/search';
import { measureEncoder } from './measure-encoder';
import { readCorpus } from './question-corpus';
import { indexLibrary, makeLibrary, type Question, type QuestionLibrary } from './question-library';
import { RankMetrics } from './rank-metrics';
import { atLeast, atMost, type BenchReport, mean, newReport, percentile, round } from './report';

/** About no article of the corpus, or about nothing at all. */
const OFF_TOPIC = [
  'How do I reset the office coffee machine?',
  'What is the refund policy for annual subscriptions?',
  'asdf qwer zxcv uiop',
  'Colourless green ideas sleep furiously under which hat?',
  'Who won the regional chess tournament last weekend?',
  'Which sourdough flour does the bakery on the corner use?',
  'How many vacation days can I carry over?',
  'What torque do the wheel nuts of my bicycle need?',
];
/** The whole search, and absent topics, are measured on one question in so many. */
const SAMPLE = 10;
/** With fewer, one question moves the recall by more than the target's margin. */
const ENOUGH_QUESTIONS = 500;

export async function measureRetrieval(name: string, args: string[]): Promise<BenchReport> {
  const { values } = parseArgs({
    args,
    options: { corpus: { type: 'string' }, questions: { type: 'string' } },
  });
  const { corpus, file, missing } = await readCorpus(values.corpus);
  const report = newReport(name, ['bm25', 'dense', 'fused']);
  report.not_run.push(...missing);
  const library = await makeLibrary(corpus);
  const questions = sampled(
    library.questions,
    Number(values.questions ?? Number.POSITIVE_INFINITY),
  );

  await measureIndexing(report, library);
  await measureRecall(report, library, questions);
  await measureFloor(report, library, questions);
  const texts = library.documents.flatMap((document) => document.chunks.map((chunk) => chunk.text));
  await measureEncoder(report, texts);
  report.results.unshift({ corpus: file, paragraphs: texts.length, questions: questions.length });
  return report;
}

/** Indexes the library as one book and watches the event loop meanwhile. */
async function measureIndexing(report: BenchReport, library: QuestionLibrary): Promise<void> {
  const paragraphs = library.documents.reduce((sum, each) => sum + each.chunks.length, 0);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const idle = performance.eventLoopUtilization();
  const started = performance.now();
  delay.enable();
  await indexLibrary(library);
  delay.disable();
  const elapsed = performance.now() - started;
  const { active } = performance.eventLoopUtilization(idle);
  const p99 = delay.percentile(99) / 1e6;
  report.results.push({
    indexing: 'whole library',
    seconds: round(elapsed / 1000, 1),
    ms_per_paragraph: round(elapsed / paragraphs, 1),
    main_thread_ms_per_paragraph: round(active / paragraphs, 2),
    event_loop_delay_p99_ms: round(p99, 2),
    event_loop_delay_max_ms: round(delay.max / 1e6, 1),
  });
  report.targets.push(atMost('event_loop_delay_p99_ms', round(p99, 2), 20));
}

async function measureRecall(
  report: BenchReport,
  { ctx }: QuestionLibrary,
  questions: readonly Question[],
): Promise<void> {
  const arms = { bm25: new RankMetrics(), dense: new RankMetrics(), fused: new RankMetrics() };
  const shown = new RankMetrics();
  let refused = 0;
  for (const [index, { text, chunkId }] of questions.entries()) {
    const lexical = await timed(arms.bm25, () => lexicalScores(ctx, text, {}));
    const dense = await timed(arms.dense, () => denseScores(ctx, text, {}));
    const fused = fuse(lexical, dense);
    arms.bm25.add(byScore(lexical.scores), chunkId);
    arms.dense.add(byScore(dense), chunkId);
    arms.fused.add(ids(fused), chunkId);
    const passages = relevant(fused, lexical.chunks);
    shown.add(ids(passages), chunkId);
    if (passages.length === 0) refused++;
    if (index % SAMPLE === 0) await timed(arms.fused, () => search(ctx, text, { limit: 5 }));
  }
  for (const [arm, metrics] of Object.entries(arms)) {
    report.results.push({
      arm,
      recall_at_1: round(metrics.recallAt1, 4),
      recall_at_5: round(metrics.recallAt5, 4),
      mrr_at_10: round(metrics.mrrAt10, 4),
      ms_per_query_mean: round(mean(metrics.milliseconds), 1),
      ms_per_query_p99: round(percentile(metrics.milliseconds, 0.99), 1),
    });
  }
  report.results.push({
    floor: 'questions of the library',
    refused_share: round(refused / questions.length, 4),
    recall_at_5_after_floor: round(shown.recallAt5, 4),
  });
  const fused = round(arms.fused.recallAt5, 4);
  if (questions.length >= ENOUGH_QUESTIONS) {
    report.targets.push(atLeast('fused_recall_at_5', fused, 0.955));
  } else {
    report.not_run.push(`fused_recall_at_5 >= 0.955: needs ${ENOUGH_QUESTIONS} questions`);
  }
  report.targets.push(
    atLeast('fused_minus_bm25_recall_at_5', round(fused - arms.bm25.recallAt5, 4), 0),
    atMost('ms_per_query_mean', round(mean(arms.fused.milliseconds), 1), 60),
  );
}

/** Questions about an article that is taken away, and questions about nothing there. */
async function measureFloor(
  report: BenchReport,
  { ctx, documents }: QuestionLibrary,
  questions: readonly Question[],
): Promise<void> {
  const asked = questions.filter((_, index) => index % SAMPLE === 0);
  let absentRefused = 0;
  for (const { text, documentId } of asked) {
    const documentIds = documents.map(({ id }) => id).filter((id) => id !== documentId);
    if ((await candidates(ctx, text, { documentIds })).length === 0) absentRefused++;
  }
  let offTopicRefused = 0;
  for (const text of OFF_TOPIC) {
    if ((await search(ctx, text, { limit: 5 })).length === 0) offTopicRefused++;
  }
  report.results.push(
    {
      absent: 'article taken away',
      asked: asked.length,
      nothing_found_share: round(absentRefused / asked.length),
    },
    {
      absent: 'off topic or nonsense',
      asked: OFF_TOPIC.length,
      nothing_found_share: round(offTopicRefused / OFF_TOPIC.length),
    },
  );
}

async function timed<T>(metrics: RankMetrics, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  metrics.milliseconds.push(performance.now() - started);
  return result;
}

function byScore(scores: ReadonlyMap<string, number>): string[] {
  return [...scores].sort((a, b) => b[1] - a[1]).map(([chunkId]) => chunkId);
}

function ids(found: readonly { chunkId: string }[]): string[] {
  return found.map(({ chunkId }) => chunkId);
}

/** At most `wanted`, spread evenly. */
function sampled(questions: readonly Question[], wanted: number): Question[] {
  const step = Math.max(1, Math.ceil(questions.length / wanted));
  return questions.filter((_, index) => index % step === 0);
}
