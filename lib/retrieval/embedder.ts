import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { env, workerPath } from '@/lib/env';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import { processState } from '@/lib/process-state';
import { bulkhead } from '@/lib/traffic/bulkhead';
import { type EmbedPriority, PriorityTaskQueue, withPriority } from './priority-task-queue';

export interface EmbedOptions {
  signal?: AbortSignal;
  /** `query`: somebody waits for it, so it goes before all bulk work. Default: `bulk`. */
  priority?: EmbedPriority;
  /** Told for how many milliseconds a thread was busy with a part. */
  onCpu?: (ms: number) => void;
  /** Told how many tokens a part was. */
  onTokens?: (tokens: number) => void;
}

/** Turns text into vectors of unit length, so that their dot product is the cosine. */
export interface Embedder {
  /** Names the vector space: vectors of different ids cannot be compared. */
  readonly id: string;
  readonly dimensions: number;
  /** More tokens than this the texts cannot be. */
  tokenBound(texts: readonly string[]): number;
  /** One vector per text, in the order of the texts. Rejects with the signal's reason. */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]>;
}

const DIMENSIONS = 512;
/** The encoder's cost grows faster than the length and a question says what it wants early. */
const LONGEST_TEXT = 1_000;
/** Small, so that a question waits for tens of milliseconds behind a book, not for seconds. */
const BATCH_TEXTS = 4;
const BATCH_CHARACTERS = 600;
const IDLE_MS = 60_000;
/** The main thread must be scheduled before a busy embedding thread. */
const NICE = 10;

export function embedThreads(): number {
  return env.TENANTRY_EMBED_THREADS || availableParallelism();
}

/** Universal Sentence Encoder lite in worker threads that start on demand and end when idle. */
class LocalEmbedder implements Embedder {
  readonly id = EMBEDDING_MODEL;
  readonly dimensions = DIMENSIONS;
  readonly #threads: number;
  #pool: Piscina<string[], Float32Array> | undefined;

  constructor(threads: number) {
    this.#threads = threads;
  }

  /** It reads a text in Unicode's compatibility form, begins it with a mark, and no token is less than a character. */
  tokenBound(texts: readonly string[]): number {
    return texts.reduce((sum, text) => sum + prepare(text).normalize('NFKC').length + 1, 0);
  }

  async embed(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    const { signal, priority = 'bulk', onCpu, onTokens } = options;
    const vectors = new Array<Float32Array>(texts.length);
    const queue = batches(texts);
    const runLane = async () => {
      for (let batch = queue.pop(); batch; batch = queue.pop()) {
        signal?.throwIfAborted();
        const task = batch.map((index) => prepare(texts[index] ?? ''));
        const flat = await this.#start().run(withPriority(task, priority));
        onCpu?.(flat[batch.length * DIMENSIONS] ?? 0);
        onTokens?.(flat[batch.length * DIMENSIONS + 1] ?? 0);
        batch.forEach((index, row) => {
          vectors[index] = flat.slice(row * DIMENSIONS, (row + 1) * DIMENSIONS);
        });
      }
    };
    // Two lanes a thread keep it busy and leave the rest of a long job out of the pool's queue,
    // so that jobs that run at the same time take turns.
    const lanes = Math.min(queue.length, this.#threads * 2);
    const ends = await Promise.allSettled(Array.from({ length: lanes }, runLane));
    // Whoever pays for it hears of all that was embedded before hearing that it broke off.
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
    signal?.throwIfAborted();
    return vectors;
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.destroy();
  }

  #start(): Piscina<string[], Float32Array> {
    this.#pool ??= new Piscina({
      filename: workerPath('embed'),
      minThreads: 0,
      maxThreads: this.#threads,
      idleTimeout: IDLE_MS,
      concurrentTasksPerWorker: 1,
      taskQueue: new PriorityTaskQueue(),
      niceIncrement: NICE,
    });
    return this.#pool;
  }
}

export function createLocalEmbedder(threads = embedThreads()): Embedder & {
  close(): Promise<void>;
} {
  return new LocalEmbedder(threads);
}

/** The embedder in force. */
export function embedder(): Embedder {
  return processState('embedder', createLocalEmbedder);
}

/** Questions and documents have a pool each, so that neither's queue is the other's. */
const POOLS = {
  query: { slots: 16, waiting: 200, full: 'Too many questions are being asked at this moment.' },
  bulk: { slots: 16, waiting: 200, full: 'Too many documents are being indexed at this moment.' },
};

/** `embed` of the embedder in force; too many at once are `store_unavailable`. */
export function embedTexts(
  texts: readonly string[],
  options: EmbedOptions = {},
): Promise<Float32Array[]> {
  const { priority = 'bulk', signal } = options;
  const pool = bulkhead(`embedding, ${priority}`, POOLS[priority]);
  return pool.run(() => embedder().embed(texts, options), signal);
}

function prepare(text: string): string {
  return text.trim().slice(0, LONGEST_TEXT) || '.';
}

/** Indexes of texts of similar length together, since a batch costs as much as its longest text. */
function batches(texts: readonly string[]): number[][] {
  const size = (index: number) => Math.min(texts[index]?.length ?? 0, LONGEST_TEXT);
  const order = texts.map((_, index) => index).sort((a, b) => size(a) - size(b));
  const found: number[][] = [];
  let batch: number[] = [];
  for (const index of order) {
    const full = batch.length >= BATCH_TEXTS || (batch.length + 1) * size(index) > BATCH_CHARACTERS;
    if (batch.length > 0 && full) {
      found.push(batch);
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) found.push(batch);
  return found;
}
