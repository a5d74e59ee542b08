import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { MatrixReport } from './matrix-report';

/**
 * Runs the matrix in a process of its own, with a database of its own: there the modules of the locks are
 * others, here they are the product's.
 */
export async function startMatrix({ quick }: { quick: boolean }): Promise<MatrixReport> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tenantry-matrix-'));
  const file = path.join(folder, 'report.json');
  try {
    const child = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        'e2e/isolation/matrix/main.ts',
        '--json',
        file,
        ...(quick ? ['--quick'] : []),
      ],
      {
        // Mismatches of tenants, which are what is provoked here, would fill the log.
        env: {
          ...process.env,
          TSX_TSCONFIG_PATH: 'tsconfig.isolation.json',
          LOG_LEVEL: 'silent',
        },
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`The lock matrix ended with ${code}.`);
    return JSON.parse(readFileSync(file, 'utf8')) as MatrixReport;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
