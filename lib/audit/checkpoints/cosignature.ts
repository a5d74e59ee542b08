import { isBy, keyId } from './note';

/** C2SP's tlog-cosignature: a time, and Ed25519 over it and the note's text. */
const COSIGNATURE = 4;
const TIME_BYTES = 8;

/**
 * The line of the answer by which the holder of the key (`name+id+base64`, as C2SP writes it) says that it saw this note;
 * undefined where there is none: what else a witness answers proves nothing.
 */
export function cosignatureIn(answer: string, note: string, key: string): string | undefined {
  const [name, id, ...rest] = key.split('+');
  const bytes = Buffer.from(rest.join('+'), 'base64');
  const publicKey = bytes.subarray(1);
  if (!name || bytes.length !== 33 || bytes[0] !== COSIGNATURE) return undefined;
  const wanted = keyId(publicKey, name, COSIGNATURE);
  if (wanted.toString('hex') !== id) return undefined;
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  return answer.split('\n').find((line) => {
    if (!line.startsWith(`— ${name} `)) return false;
    const signed = Buffer.from(line.slice(name.length + 3), 'base64');
    if (signed.length !== 4 + TIME_BYTES + 64 || !signed.subarray(0, 4).equals(wanted))
      return false;
    const time = signed.readBigUInt64BE(4);
    return isBy(
      publicKey,
      `cosignature/v1\ntime ${time}\n${text}`,
      signed.subarray(4 + TIME_BYTES),
    );
  });
}
