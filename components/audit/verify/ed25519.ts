import { type Bytes, join } from './bytes';

/**
 * Whether the 64 bytes are the key's signature of the message. By the browser where it knows Ed25519, else by the
 * arithmetic of RFC 8032, 5.1.7, which works on public values alone and so need not hide its time.
 */
export async function isSignedBy(
  publicKey: Bytes,
  message: Bytes,
  signature: Bytes,
): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
  } catch {
    return isSignedByHand(publicKey, message, signature);
  }
  return crypto.subtle.verify('Ed25519', key, signature, message);
}

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

/** Extended coordinates: x = X/Z, y = Y/Z, xy = T/Z. */
interface Point {
  x: bigint;
  y: bigint;
  z: bigint;
  t: bigint;
}

const ZERO: Point = { x: 0n, y: 1n, z: 1n, t: 0n };

export async function isSignedByHand(
  publicKey: Bytes,
  message: Bytes,
  signature: Bytes,
): Promise<boolean> {
  const base = decode(littleEndian(mod(4n * power(5n, P - 2n))));
  const [key, start] = [decode(publicKey), decode(signature.slice(0, 32))];
  const scalar = number(signature.slice(32));
  if (!base || !key || !start || scalar >= ORDER) return false;
  const digest = await crypto.subtle.digest(
    'SHA-512',
    join(signature.slice(0, 32), publicKey, message),
  );
  const challenge = number(new Uint8Array(digest)) % ORDER;
  return isSame(times(base, scalar), add(start, times(key, challenge)));
}

function decode(bytes: Bytes): Point | undefined {
  const all = number(bytes);
  const [odd, y] = [all >> 255n, all & (2n ** 255n - 1n)];
  if (y >= P) return undefined;
  const [u, v] = [mod(y * y - 1n), mod(D * y * y + 1n)];
  let x = mod(u * v ** 3n * power(mod(u * v ** 7n), (P - 5n) / 8n));
  if (mod(v * x * x) === mod(-u)) x = mod(x * ROOT_OF_MINUS_ONE);
  if (mod(v * x * x) !== u || (x === 0n && odd === 1n)) return undefined;
  if ((x & 1n) !== odd) x = P - x;
  return { x, y, z: 1n, t: mod(x * y) };
}

function add(a: Point, b: Point): Point {
  const [c, d] = [mod((a.y - a.x) * (b.y - b.x)), mod((a.y + a.x) * (b.y + b.x))];
  const [e, f] = [mod(2n * a.t * D * b.t), mod(2n * a.z * b.z)];
  const [g, h, i, j] = [d - c, f - e, f + e, d + c];
  return { x: mod(g * h), y: mod(i * j), z: mod(h * i), t: mod(g * j) };
}

function times(point: Point, scalar: bigint): Point {
  let [sum, doubled] = [ZERO, point];
  for (let left = scalar; left > 0n; left >>= 1n) {
    if (left & 1n) sum = add(sum, doubled);
    doubled = add(doubled, doubled);
  }
  return sum;
}

function isSame(a: Point, b: Point): boolean {
  return mod(a.x * b.z) === mod(b.x * a.z) && mod(a.y * b.z) === mod(b.y * a.z);
}

function mod(value: bigint): bigint {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, factor] = [1n, base % P];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * factor) % P;
    factor = (factor * factor) % P;
  }
  return result;
}

function number(bytes: Bytes): bigint {
  return bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

function littleEndian(value: bigint): Bytes {
  return Uint8Array.from({ length: 32 }, (_, n) => Number((value >> BigInt(8 * n)) & 255n));
}
