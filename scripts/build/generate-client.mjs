import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { run } from '../child.mjs';
import { fingerprint, readStamps, saveStamp } from './fingerprint.mjs';

/**
 * Prisma's client, when its schema changed. The command looks for an engine that it would download
 * and that generating does not use: naming any existing file keeps it off the network.
 */
export async function generateClient() {
  if (!existsSync('prisma/schema.prisma')) return false;
  const stamp = fingerprint(['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json']);
  if (readStamps().client === stamp && existsSync('lib/db/generated')) return false;
  await run(process.execPath, ['node_modules/prisma/build/index.js', 'generate'], {
    env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
  });
  await mkdir('dist', { recursive: true });
  saveStamp('client', stamp);
  return true;
}
