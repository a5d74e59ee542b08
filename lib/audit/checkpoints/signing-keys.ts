import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { AppError } from '@/lib/errors';
import { createKeyFile, readKeyFile, replaceKeyFile } from '@/lib/keys/key-directory';
import { unwrapKey, wrapKey } from '@/lib/keys/key-service';
import type { NoteKey } from './note';

const FILE = 'audit.key';
const PURPOSE = 'wrapped|audit';

/**
 * The keys that sign checkpoints, newest first; the first is made when there is none. They lie wrapped with the
 * installation's others, outside every database. The one before the newest signs too, so that whoever knows it alone
 * can follow.
 */
export async function signingKeys(): Promise<NoteKey[]> {
  return (await allKeys()).slice(0, 2);
}

/** The 32 bytes of every key that ever signed, newest first. */
export async function publicKeys(): Promise<Buffer[]> {
  return (await allKeys()).map((key) => key.publicKey);
}

/** From the next checkpoint on a new key signs. Returns its 32 bytes. */
export async function rotateSigningKey(): Promise<Buffer> {
  await allKeys();
  const before = readKeyFile(FILE);
  if (!before) throw new Error('There is no key to rotate.');
  const keys = [newKey(), ...decode(await unwrapKey(PURPOSE, before))];
  if (!replaceKeyFile(FILE, await wrapKey(PURPOSE, encode(keys)), before))
    throw new AppError('conflict', 'The key was changed meanwhile. Run it again.');
  return noteKey(keys[0] as Buffer).publicKey;
}

async function allKeys(): Promise<NoteKey[]> {
  const wrapped =
    readKeyFile(FILE) ?? createKeyFile(FILE, await wrapKey(PURPOSE, encode([newKey()])));
  return decode(await unwrapKey(PURPOSE, wrapped)).map(noteKey);
}

function newKey(): Buffer {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
}

/** PKCS#8, base64, separated by commas. */
function encode(keys: readonly Buffer[]): Buffer {
  return Buffer.from(keys.map((key) => key.toString('base64')).join(','));
}

function decode(bytes: Buffer): Buffer[] {
  return bytes
    .toString()
    .split(',')
    .map((key) => Buffer.from(key, 'base64'));
}

function noteKey(pkcs8: Buffer): NoteKey {
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { privateKey, publicKey: Buffer.from(x ?? '', 'base64url') };
}
