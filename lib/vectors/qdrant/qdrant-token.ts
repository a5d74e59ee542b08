import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { processState } from '@/lib/process-state';
import { forgettable, removeEntries } from '@/lib/tenant-caches';
import type { VectorEndpoint } from '../vector-backend';

export type QdrantAccess = 'r' | 'rw';

/** Never more than a minute, so that one that gets out is of little use. */
const LIFE_SECONDS = 45;
/** A cached one is used while it has this much left. */
const REST_SECONDS = 15;

interface Minted {
  token: string;
  expiresAt: number;
}

const minted = processState('vectors.tokens', () => new LRUCache<string, Minted>({ max: 5_000 }));
forgettable('vector tokens', (tenantId) =>
  removeEntries(minted, (key) => key.startsWith(tenantId)),
);

/**
 * What a data call authenticates with: Qdrant's own kind of JWT (HS256 under the cluster's API key) that
 * opens one collection or alias for a short time. Undefined for a cluster without a key.
 */
export function qdrantToken(
  tenantId: string,
  endpoint: VectorEndpoint,
  collection: string,
  access: QdrantAccess,
): string | undefined {
  if (!endpoint.apiKey) return undefined;
  const key = [tenantId, endpoint.url, endpoint.apiKey, collection, access].join('\0');
  // Qdrant compares with the wall clock, which no simulated clock moves.
  const seconds = Math.floor((performance.timeOrigin + performance.now()) / 1_000);
  const known = minted.get(key);
  if (known && known.expiresAt - seconds > REST_SECONDS) return known.token;
  const expiresAt = seconds + LIFE_SECONDS;
  const token = sign(endpoint.apiKey, { exp: expiresAt, access: [{ collection, access }] });
  minted.set(key, { token, expiresAt });
  return token;
}

/** RFC 7519 with RFC 7515's compact form. */
function sign(secret: string, claims: object): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
