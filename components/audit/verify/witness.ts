import type { LogProofs } from '@/lib/audit/proofs/schema';
import { fromBase64, isEqual, join, sha256, utf8 } from './bytes';
import { isSignedBy } from './ed25519';

const COSIGNATURE = 4;
/** Of the key and of the time, before the signature. */
const [ID_BYTES, TIME_BYTES] = [4, 8];

/** Name of the witness that signed the note too, in the form of C2SP's tlog-cosignature; undefined when none did. */
export async function witnessOf({ checkpoint, witness }: LogProofs): Promise<string | undefined> {
  if (checkpoint === null || witness === null) return undefined;
  const [name, , ...rest] = witness.key.split('+');
  const key = fromBase64(rest.join('+'));
  const line = `— ${name} `;
  if (!name || key?.length !== 33 || key[0] !== COSIGNATURE || !witness.line.startsWith(line))
    return undefined;
  const signed = fromBase64(witness.line.slice(line.length));
  const id = (await sha256(join(utf8(`${name}\n`), key))).slice(0, ID_BYTES);
  if (!signed || signed.length < ID_BYTES + TIME_BYTES || !isEqual(signed.slice(0, ID_BYTES), id))
    return undefined;
  const time = new DataView(signed.buffer).getBigUint64(ID_BYTES);
  const text = checkpoint.slice(0, checkpoint.lastIndexOf('\n\n') + 1);
  const message = utf8(`cosignature/v1\ntime ${time}\n${text}`);
  const signature = signed.slice(ID_BYTES + TIME_BYTES);
  return (await isSignedBy(key.slice(1), message, signature)) ? name : undefined;
}
