import { createHmac, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { dataPath, env } from '@/lib/env';
import { processState } from '@/lib/process-state';

/** Directory of wrapped keys: outside every database, so that a dump alone opens nothing. */
export function keyDirectory(): string {
  return dataPath('keys');
}

/** 32 bytes that wrap every tenant's key, from the environment or a file that only this user reads. */
export function masterKey(): Buffer {
  return processState('keys.master', () =>
    env.TENANTRY_MASTER_KEY ? fromEnvironment(env.TENANTRY_MASTER_KEY) : fromFile(),
  );
}

/** A name for a tenant's directory or prefix that tells nothing about the tenant. */
export function namespaceName(purpose: string, tenantId: string): string {
  return createHmac('sha256', masterKey())
    .update(`namespace|${purpose}|${tenantId}`)
    .digest('hex')
    .slice(0, 32);
}

function fromEnvironment(encoded: string): Buffer {
  const key = Buffer.from(encoded, 'base64');
  if (key.length !== 32) throw new Error('TENANTRY_MASTER_KEY must be 32 bytes in base64.');
  return key;
}

function fromFile(): Buffer {
  fs.mkdirSync(keyDirectory(), { recursive: true, mode: 0o700 });
  const file = `${keyDirectory()}/master.key`;
  const key = readOrCreate(file, () => randomBytes(32));
  if (key.length !== 32)
    throw new Error(`${file} is damaged: restore it from your backup of the keys.`);
  return key;
}

/** The file's bytes; of several processes that find it missing, one creates it and all read the same. */
export function readOrCreate(file: string, create: () => Buffer): Buffer {
  if (!fs.existsSync(file)) {
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    fs.writeFileSync(draft, create(), { mode: 0o600, flush: true });
    try {
      fs.linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      fs.unlinkSync(draft);
    }
  }
  return fs.readFileSync(file);
}
