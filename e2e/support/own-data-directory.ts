import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { env } from '@/lib/env';
import { forgetKeyRings } from '@/lib/keys/key-rings';
import { forgetNamespaces } from '@/lib/keys/namespace-name';
import { secrets } from '@/lib/secrets';

/** Files of its own for a test that changes or loses keys, with the shared database. Returns the undo. */
export function ownDataDirectory(): () => void {
  // Read while they are where they are.
  secrets();
  const before = env.TENANTRY_DATA_DIR;
  const own = fs.mkdtempSync(path.join(os.tmpdir(), 'tenantry-own-'));
  const turn = (directory: string) => {
    env.TENANTRY_DATA_DIR = directory;
    forgetKeyRings();
    forgetNamespaces();
  };
  turn(own);
  return () => {
    turn(before);
    fs.rmSync(own, { recursive: true, force: true });
  };
}
