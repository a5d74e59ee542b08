import { randomBytes } from 'node:crypto';
import { env } from '@/lib/env';
import { createKeyFile, keyDirectory, readKeyFile } from './key-directory';

export const MASTER_FILE = 'master.key';
/** Only while the master key is being replaced. */
export const PREVIOUS_MASTER_FILE = 'master.key.previous';

/**
 * 32 bytes that wrap every key, from the environment or a file that only this user reads. Read anew
 * each time, so that a replaced file is in force at once in every process.
 */
export function masterKey(): Buffer {
  return (
    fromEnvironment('TENANTRY_MASTER_KEY', env.TENANTRY_MASTER_KEY) ??
    checked(readKeyFile(MASTER_FILE) ?? createKeyFile(MASTER_FILE, randomBytes(32)))
  );
}

/** Every master key under which something may still be wrapped, the one in force first. */
export function knownMasterKeys(): Buffer[] {
  const given = [
    fromEnvironment('TENANTRY_MASTER_KEY', env.TENANTRY_MASTER_KEY),
    fromEnvironment('TENANTRY_MASTER_KEY_PREVIOUS', env.TENANTRY_MASTER_KEY_PREVIOUS),
  ];
  const files = [MASTER_FILE, PREVIOUS_MASTER_FILE].map((name) => readKeyFile(name));
  return [...given, ...files].filter((key) => key !== undefined).map(checked);
}

function fromEnvironment(name: string, encoded: string | undefined): Buffer | undefined {
  if (!encoded) return undefined;
  const key = Buffer.from(encoded, 'base64');
  if (key.length !== 32) throw new Error(`${name} must be 32 bytes in base64.`);
  return key;
}

function checked(key: Buffer): Buffer {
  if (key.length === 32) return key;
  throw new Error(`The master key in ${keyDirectory()} is damaged: restore it from your copy.`);
}
