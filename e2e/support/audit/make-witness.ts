import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** A witness of C2SP: its key, and the line by which it signs a note. */
export function makeWitness(name = 'example.org/witness') {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const bytes = Buffer.concat([Buffer.of(4), raw]);
  const id = createHash('sha256').update(`${name}\n`).update(bytes).digest().subarray(0, 4);
  const line = (note: string, time = 1_790_000_000n) => {
    const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
    const at = Buffer.alloc(8);
    at.writeBigUInt64BE(time);
    const message = `cosignature/v1\ntime ${time}\n${text}`;
    const signature = sign(null, Buffer.from(message), privateKey);
    return `— ${name} ${Buffer.concat([id, at, signature]).toString('base64')}`;
  };
  return { key: `${name}+${id.toString('hex')}+${bytes.toString('base64')}`, line };
}
