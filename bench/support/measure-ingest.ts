import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { getDocument } from '@/lib/documents/queries';
import { uploadDocument } from '@/lib/documents/upload-document';
import { isAppError } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { atMost, type BenchReport, newReport, round } from './report';

/** A file that takes longer than this hangs. */
const LONGEST_MS = 10 * 60_000;
const MIB = 1024 * 1024;
const HIDDEN = /^\./;

type Line = Record<string, string | number>;

/** Uploads the files two at a time, as many as are extracted at once, and waits until each has ended. */
export async function measureIngest(name: string, directory: string): Promise<BenchReport> {
  const report = newReport(name, ['upload to indexed']);
  const tenant = await makeTenant('enterprise');
  const worker = await startTestWorker();
  worker.start();
  const files = await filesIn(directory);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const began = performance.now();
  try {
    report.results.push(
      ...(await inLanes(2, files, (file) => ingest(tenant.ctx, worker, directory, file))),
    );
  } finally {
    await worker.close();
  }
  const minutes = (performance.now() - began) / 60_000;
  const ended = (how: string) => report.results.filter((line) => line.ended === how).length;
  report.results.push({
    files: files.length,
    indexed: ended('indexed'),
    failed: ended('failed') + ended('refused'),
    minutes: round(minutes),
    files_per_minute: round(files.length / minutes, 1),
    own_memory_mib: Math.round(process.memoryUsage.rss() / MIB),
    loop_delay_p99_ms: round(delay.percentile(99) / 1e6, 1),
    loop_delay_max_ms: round(delay.max / 1e6, 1),
  });
  report.targets.push(
    atMost('hanging files', ended('hangs'), 0),
    atMost('files that ended neither indexed nor with a reason', ended('?'), 0),
  );
  return report;
}

async function ingest(
  ctx: TenantContext,
  worker: TestWorker,
  directory: string,
  file: string,
): Promise<Line> {
  const bytes = await readFile(path.join(directory, file));
  const began = performance.now();
  const line = (ended: string, reason: string, more: Line = {}): Line => ({
    file,
    kib: round(bytes.length / 1024, 1),
    ended,
    reason,
    pages: '',
    chunks: '',
    child_mib: '',
    ...more,
    seconds: round((performance.now() - began) / 1000, 2),
  });
  try {
    const { document, alreadyHere } = await uploadDocument(ctx, {
      name: path.basename(file),
      mediaType: 'application/octet-stream',
      bytes,
    });
    if (alreadyHere) return line('indexed', `same bytes as ${document.name}`);
    const job = await withinLimit(worker.ended(document.id));
    if (!job) return line('hangs', '');
    const { stage, failure, pages, chunks } = await getDocument(ctx, document.id);
    const known = stage === 'indexed' || failure !== null;
    return line(known ? stage : '?', failure?.code ?? '', {
      pages: pages ?? '',
      chunks: chunks ?? '',
      child_mib: job.peakBytes === undefined ? '' : Math.round(job.peakBytes / MIB),
    });
  } catch (error) {
    if (isAppError(error)) return line('refused', error.message);
    throw error;
  }
}

async function inLanes<T, R>(
  lanes: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

async function withinLimit<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), LONGEST_MS);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !HIDDEN.test(entry.name))
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .sort();
}
