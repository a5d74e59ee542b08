import { type ChildProcess, fork } from 'node:child_process';
import os from 'node:os';
import { workerPath } from '@/lib/env';
import { failure } from './extract-error';
import type { ChildMessage, ParentMessage } from './extract-messages';
import { DEFAULT_LIMITS, type Limits } from './limits';
import { residentBytes } from './resident-memory';
import type { Extracted, Failure } from './schema';

export interface ExtractionInput {
  bytes: Uint8Array;
  /** The file's name as uploaded; its ending names the format. */
  name: string;
  /** As declared by the uploader; used only when the name has no ending. */
  mime: string;
}

export interface ExtractionOptions {
  signal?: AbortSignal;
  /** Pages, slides or sheets read so far; never called for formats without pages. */
  onProgress?: (done: number, total: number) => void;
  limits?: Partial<Limits>;
}

export type ExtractionResult =
  | { ok: true; value: Extracted; peakBytes: number; cpuMs: number }
  | { ok: false; failure: Failure };

const POLL_MS = 200;
/** A thousand files at once must not keep the pages waiting that the same processors serve. */
const NICE = 5;
const STDERR_KEPT = 8 * 1024;

/**
 * Reads a file in a child process of its own, which is killed when it exceeds its time, heap or
 * resident memory. The child gets none of our environment, so none of our secrets. Never rejects for a bad
 * file; when it returns, the child is gone. Callers bound how many run at once.
 */
export async function runExtraction(
  input: ExtractionInput,
  options: ExtractionOptions = {},
): Promise<ExtractionResult> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const refuse = (code: Failure['code']): ExtractionResult => ({
    ok: false,
    failure: failure(code),
  });
  if (options.signal?.aborted) return refuse('cancelled');
  if (input.bytes.length === 0) return refuse('empty');
  if (input.bytes.length > limits.fileBytes) return refuse('too_large');

  const child = fork(workerPath('extract'), [], {
    execArgv: [`--max-old-space-size=${limits.heapMiB}`, '--disallow-code-generation-from-strings'],
    env: { NODE_ENV: 'production' },
    serialization: 'advanced',
    stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
  });
  giveWay(child);
  return new Promise((resolve) => {
    let result: ExtractionResult | undefined;
    let stderr = '';
    const settle = (outcome: ExtractionResult) => {
      result ??= outcome;
      child.kill('SIGKILL');
    };
    const stopWatching = watch(child, limits, (code) => settle(refuse(code)));
    const onAbort = () => settle(refuse('cancelled'));
    options.signal?.addEventListener('abort', onAbort, { once: true });

    child.on('message', (message: ChildMessage) => {
      if (message.kind === 'progress') options.onProgress?.(message.done, message.total);
      else if (message.kind === 'failed') settle({ ok: false, failure: message.failure });
      else {
        const { value, peakBytes, cpuMs } = message;
        settle({ ok: true, value, peakBytes, cpuMs });
      }
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('latin1')).slice(-STDERR_KEPT);
    });
    child.on('error', () => {
      result ??= refuse('crashed');
      // A child that never started gives no `close`.
      if (child.pid === undefined) finish();
    });
    child.on('close', (_code, signal) => {
      result ??= refuse(diedOfMemory(stderr, signal) ? 'out_of_memory' : 'crashed');
      finish();
    });
    function finish() {
      stopWatching();
      options.signal?.removeEventListener('abort', onAbort);
      resolve(result ?? refuse('crashed'));
    }
    // A child that dies while it is fed breaks the pipe; its end is reported by `close`.
    child.stdin?.on('error', () => {});
    const message: ParentMessage = { name: input.name, mime: input.mime, limits };
    child.send(message, () => child.stdin?.end(input.bytes));
  });
}

/** V8 says why it aborts; the kernel's own killer sends SIGKILL, which we did not. */
function diedOfMemory(stderr: string, signal: NodeJS.Signals | null): boolean {
  return /heap out of memory|allocation failed/i.test(stderr) || signal === 'SIGKILL';
}

function watch(
  child: ChildProcess,
  limits: Limits,
  exceeded: (code: 'timeout' | 'out_of_memory') => void,
): () => void {
  const wall = setTimeout(() => exceeded('timeout'), limits.wallMs);
  const poll = setInterval(async () => {
    const used = child.pid === undefined ? undefined : await residentBytes(child.pid);
    if (used !== undefined && used > limits.residentBytes) exceeded('out_of_memory');
  }, POLL_MS);
  return () => {
    clearTimeout(wall);
    clearInterval(poll);
  };
}

function giveWay({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) os.setPriority(pid, NICE);
  } catch {
    // It has ended, or the system allows no such thing: then it reads as fast as others do.
  }
}
