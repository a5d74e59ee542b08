import { type Bytes, fromBase64, isEqual, join, sha256, toHex, utf8 } from './bytes';
import { isSignedBy } from './ed25519';
import type { Head } from './merkle';

/** A checkpoint that was signed. */
export interface OpenedNote extends Head {
  /** ISO 8601. */
  at: string;
  /** Those of the keys that signed it. */
  signers: string[];
}

/**
 * Reads a signed note of C2SP about the log. Undefined when it is about another one, or signed by none of the keys
 * (`name+id+base64`).
 */
export async function openNote(
  note: string,
  logId: string,
  keys: readonly string[],
): Promise<OpenedNote | undefined> {
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const [origin, size, root, time] = text.split('\n');
  const hash = fromBase64(root ?? '');
  if (end < 0 || origin !== `tenantry-audit/${logId}` || !/^[1-9]\d{0,15}$/.test(size ?? ''))
    return undefined;
  const lines = note.slice(end + 2).split('\n');
  const signers: string[] = [];
  for (const key of keys) if (await isSignedWith(key, utf8(text), lines)) signers.push(key);
  if (signers.length === 0 || hash?.length !== 32) return undefined;
  return { size: Number(size), root: hash, at: time?.replace(/^time /, '') ?? '', signers };
}

async function isSignedWith(key: string, text: Bytes, lines: string[]): Promise<boolean> {
  const [name, , encoded] = key.split('+', 2).concat(key.split('+').slice(2).join('+'));
  const bytes = fromBase64(encoded ?? '');
  if (!name || bytes?.length !== 33 || bytes[0] !== 1) return false;
  const id = (await sha256(join(utf8(`${name}\n`), bytes))).slice(0, 4);
  for (const line of lines) {
    if (!line.startsWith(`— ${name} `)) continue;
    const signed = fromBase64(line.slice(name.length + 3));
    if (signed && isEqual(signed.slice(0, 4), id))
      if (await isSignedBy(bytes.slice(1), text, signed.slice(4))) return true;
  }
  return false;
}

/** What people compare: SHA-256 of the 32 bytes, hexadecimal. */
export async function keyFingerprint(key: string): Promise<string> {
  const bytes = fromBase64(key.split('+').slice(2).join('+'));
  return bytes ? toHex(await sha256(bytes.slice(1))) : '';
}
