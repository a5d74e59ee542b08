import { createHash } from 'node:crypto';
import { now } from '@/lib/clock';
import { keepStored, unstored } from '@/lib/db/audit-trees';
import { type AuditStore, auditStore } from './audit-store';
import { signPut } from './sign-request';

const TIMEOUT_MS = 10_000;
const BATCH = 100;

/**
 * Puts every signed checkpoint into the object store, which keeps it unchanged: of each log in their order, so that what is kept
 * of it has no gap. Rejects when one was not taken; that and what follows is tried again. Returns how many were put.
 */
export async function storeCheckpoints(
  store = auditStore(),
  signal?: AbortSignal,
): Promise<number> {
  let put = 0;
  while (store && !signal?.aborted) {
    const waiting = await unstored(BATCH);
    for (const { logId, size, note, at } of waiting) {
      if (signal?.aborted) return put;
      await putOne(store, { logId, size, note, signedAt: at });
      await keepStored(logId, size, now());
      put += 1;
    }
    if (waiting.length < BATCH) break;
  }
  return put;
}

interface Put {
  logId: string;
  size: number;
  note: string;
  signedAt: Date;
}

async function putOne(store: AuditStore, { logId, size, note, signedAt }: Put): Promise<void> {
  const body = Buffer.from(note);
  const until = new Date(signedAt);
  until.setUTCFullYear(until.getUTCFullYear() + store.years);
  // In order by name; another note of the same size has another name.
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  const name = `${logId}/${String(size).padStart(16, '0')}-${hash}.checkpoint`;
  const url = new URL(`${store.url}/${name}`);
  const { host: _host, ...headers } = signPut(store.access, {
    url,
    body,
    at: now(),
    headers: {
      'content-md5': createHash('md5').update(body).digest('base64'),
      'content-type': 'text/plain; charset=utf-8',
      // What lies there already is this note: a process that ended before it wrote so down put it there.
      'if-none-match': '*',
      'x-amz-object-lock-mode': store.lock,
      'x-amz-object-lock-retain-until-date': until.toISOString(),
    },
  });
  const response = await fetch(url, {
    method: 'PUT',
    body,
    headers,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok && response.status !== 412)
    throw new Error(`The object store answered ${response.status}.`);
}
