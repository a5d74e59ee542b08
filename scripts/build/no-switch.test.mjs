import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundlePrograms, bundleServer, bundleWorkers } from './bundle.mjs';

/** The file that names the locks to leave off; only the isolation suite's build reads it. */
const SWITCH = 'TENANTRY_ISOLATION_LOCKS';

function textOf(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');
}

describe('the locks of the product', () => {
  beforeAll(async () => {
    await bundlePrograms();
    await bundleWorkers();
    await bundleServer('dist/isolation', 'tsconfig.isolation.json');
  });

  it.each(['dist', 'dist/workers'])('have no switch in %s', (folder) => {
    expect(textOf(folder)).not.toContain(SWITCH);
  });

  it('have one in the build of the isolation suite', () => {
    expect(textOf('dist/isolation')).toContain(SWITCH);
  });
});
