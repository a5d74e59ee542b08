import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** The name under which an installation signs; keys of one name differ by their ids. */
export const KEY_NAME = 'tenantry-audit';

/** What stands behind a log's id where it goes on after entries were lost. */
export const CONTINUED = '/continued';

const ED25519 = 1;

/** What a checkpoint says, in the form of C2SP's tlog-checkpoint. */
export interface Checkpoint {
  logId: string;
  size: number;
  root: Buffer;
  /** ISO 8601. */
  at: string;
}

export interface NoteKey {
  /** 32 bytes. */
  publicKey: Buffer;
  privateKey: KeyObject;
}

/** A signed note of C2SP with one signature line for each key, newest key first. */
export function signCheckpoint(checkpoint: Checkpoint, keys: readonly NoteKey[]): string {
  const text = [
    originOf(checkpoint.logId),
    checkpoint.size,
    checkpoint.root.toString('base64'),
    `time ${checkpoint.at}`,
    '',
  ].join('\n');
  const lines = keys.map(({ publicKey, privateKey }) => {
    const signature = sign(null, Buffer.from(text), privateKey);
    return `— ${KEY_NAME} ${Buffer.concat([keyId(publicKey), signature]).toString('base64')}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

/** What the note says; undefined unless one of the keys signed exactly that. */
export function openCheckpoint(
  note: string,
  publicKeys: readonly Buffer[],
): Checkpoint | undefined {
  const end = note.lastIndexOf('\n\n');
  if (end < 0) return undefined;
  const text = note.slice(0, end + 1);
  const signatures = note.slice(end + 2).matchAll(/^— tenantry-audit ([A-Za-z0-9+/=]+)$/gm);
  const isSigned = [...signatures].some(([, encoded]) => {
    const bytes = Buffer.from(encoded ?? '', 'base64');
    return publicKeys.some(
      (key) => bytes.subarray(0, 4).equals(keyId(key)) && isBy(key, text, bytes.subarray(4)),
    );
  });
  const [origin, size, root, time] = text.split('\n');
  const logId = origin?.startsWith(`${KEY_NAME}/`) && origin.slice(KEY_NAME.length + 1);
  if (!isSigned || !logId || !size || !/^[1-9]\d{0,15}$/.test(size) || !root) return undefined;
  return {
    logId,
    size: Number(size),
    root: Buffer.from(root, 'base64'),
    at: time?.replace(/^time /, '') ?? '',
  };
}

export function originOf(logId: string): string {
  return `${KEY_NAME}/${logId}`;
}

/** C2SP's form of a public key: name, id and bytes. */
export function verifierKey(publicKey: Buffer): string {
  const bytes = Buffer.concat([Buffer.of(ED25519), publicKey]).toString('base64');
  return `${KEY_NAME}+${keyId(publicKey).toString('hex')}+${bytes}`;
}

/** What people compare: SHA-256 of the key, hexadecimal. */
export function fingerprint(publicKey: Buffer): string {
  return createHash('sha256').update(publicKey).digest('hex');
}

/** C2SP's id of a key: of its name, kind and 32 bytes. */
export function keyId(publicKey: Buffer, name = KEY_NAME, kind = ED25519): Buffer {
  const named = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(kind), publicKey]);
  return createHash('sha256').update(named).digest().subarray(0, 4);
}

/** Whether it is the Ed25519 signature of the text by the key's 32 bytes. */
export function isBy(publicKey: Buffer, text: string, signature: Buffer): boolean {
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url') },
    format: 'jwk',
  });
  return verify(null, Buffer.from(text), key, signature);
}
