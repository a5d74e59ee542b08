import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { BenchReport } from './support/report';

export const name = 'scale';

/**
 * What a limiting and a scheduling decision cost with 10 and with 10,000 tenants that each ask once a second, and the
 * memory that an idle tenant keeps. Arguments: `--rounds N` (blocks of each).
 */
export async function run(args: string[]): Promise<BenchReport> {
  setFlagsFromString('--expose-gc');
  globalThis.gc = runInNewContext('gc') as typeof globalThis.gc;
  const directory = mkdtempSync(path.join(os.tmpdir(), 'tenantry-scale-'));
  process.env.TENANTRY_DATA_DIR = directory;
  process.env.TENANTRY_MASTER_KEY = randomBytes(32).toString('base64');
  try {
    // What reads the environment is imported once that is set.
    const { openNamespaces } = await import('@/lib/keys/namespace-name');
    await openNamespaces();
    const { measureScale } = await import('./support/scale/measure-scale');
    return measureScale(name, args);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
