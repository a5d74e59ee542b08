import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { createKeyFile, readKeyFile } from '@/lib/keys/key-directory';
import { unwrapKey, wrapKey } from '@/lib/keys/key-service';
import { canonicalJson } from './canonical-json';
import type { ErasureReceipt, SignedReceipt } from './schema';

const FILE = 'receipts.key';
const PURPOSE = 'wrapped|receipts';

/** Signs with the installation's own key, which is made at the first receipt and lies wrapped with the others. */
export async function signReceipt(receipt: ErasureReceipt): Promise<SignedReceipt> {
  const key = await signingKey();
  return {
    receipt,
    algorithm: 'Ed25519',
    publicKey: publicPart(key).toString('base64'),
    signature: sign(null, Buffer.from(canonicalJson(receipt)), key).toString('base64'),
  };
}

/** SPKI, DER: what a receipt verifies under. */
export async function receiptPublicKey(): Promise<Buffer> {
  return publicPart(await signingKey());
}

/**
 * Whether the signature is over exactly this receipt and by the owner of the given key. The key that a file
 * brings along says nothing about who signed it.
 */
export function verifyReceipt(signed: SignedReceipt, publicKey: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  return (
    signed.algorithm === 'Ed25519' &&
    verify(
      null,
      Buffer.from(canonicalJson(signed.receipt)),
      key,
      Buffer.from(signed.signature, 'base64'),
    )
  );
}

async function signingKey(): Promise<KeyObject> {
  const wrapped = readKeyFile(FILE) ?? (await create());
  const plain = await unwrapKey(PURPOSE, wrapped);
  return createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' });
}

async function create(): Promise<Buffer> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const plain = privateKey.export({ format: 'der', type: 'pkcs8' });
  return createKeyFile(FILE, await wrapKey(PURPOSE, plain));
}

function publicPart(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: 'der', type: 'spki' });
}
