import { mkdtemp, open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { percentile } from '../report';

const WRITES = 200;
/** A page of PostgreSQL's log. */
const PAGE = Buffer.alloc(8_192, 1);

/** Milliseconds, at the median, until the disk of the benchmark's databases keeps a page that was appended to a file. */
export async function syncedWriteMs(): Promise<number> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'tenantry-bench-'));
  const file = await open(path.join(directory, 'log'), 'a');
  try {
    const times: number[] = [];
    for (let n = 0; n < WRITES; n++) {
      const from = performance.now();
      await file.write(PAGE);
      await file.datasync();
      times.push(performance.now() - from);
    }
    return percentile(times, 0.5);
  } finally {
    await file.close();
    await rm(directory, { recursive: true });
  }
}
