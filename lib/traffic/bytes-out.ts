import { LRUCache } from 'lru-cache';
import { periodAt } from '@/lib/budget/periods';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import { forgettable } from '@/lib/tenant-caches';
import { addResourceUse } from './add-resource-use';

interface Sending {
  /** Of who was sent something last: what is pending is written under it. */
  ctx: TenantContext;
  /** Not written yet. */
  pending: number;
  /** Written, by all processes, when it was last asked, of the day that began then (in ms). */
  written: { day: number; bytes: Promise<number> } | undefined;
  flushing: boolean;
}

/** Written this long after the first byte that is not. */
const FLUSH_MS = 5_000;

const sending = processState(
  'traffic.bytesOut',
  () => new LRUCache<string, Sending>({ max: 10_000, ttl: 60_000, ttlAutopurge: false }),
);
forgettable('bytes out', (tenantId) => Number(sending.delete(tenantId)));

function sendingOf(ctx: TenantContext): Sending {
  const known = sending.get(ctx.tenantId);
  if (known) return known;
  const fresh: Sending = { ctx, pending: 0, written: undefined, flushing: false };
  sending.set(ctx.tenantId, fresh);
  return fresh;
}

/** Sent by this process and not written yet. */
export function pendingBytesOut(ctx: TenantContext): number {
  return sending.get(ctx.tenantId)?.pending ?? 0;
}

/** Of the tenant's day, up to a minute ago by other processes. */
export async function bytesOutToday(ctx: TenantContext): Promise<number> {
  const state = sendingOf(ctx);
  const at = now();
  const day = periodAt('day', ctx.timeZone, at).start.getTime();
  if (state.written?.day !== day) {
    const asked = { day, bytes: read(ctx, at) };
    state.written = asked;
    asked.bytes.catch(() => {
      if (state.written === asked) state.written = undefined;
    });
  }
  return (await state.written.bytes) + state.pending;
}

/** Counts bytes that were sent; they are written together after some seconds. */
export function countBytesOut(ctx: TenantContext, bytes: number): void {
  const state = sendingOf(ctx);
  state.ctx = ctx;
  state.pending += bytes;
  if (state.flushing) return;
  state.flushing = true;
  setTimeout(() => void flush(state), FLUSH_MS).unref();
}

/** Writes what is pending, at a shutdown. */
export async function writeBytesOut(): Promise<void> {
  await Promise.all([...sending.values()].map(flush));
}

async function flush(state: Sending): Promise<void> {
  const { ctx, pending: bytes } = state;
  if (bytes === 0) return;
  try {
    await addResourceUse(ctx, { bytesOut: bytes });
    state.pending -= bytes;
    state.written = undefined;
  } catch (error) {
    // Who was sent it has lost the session meanwhile, or the database is away: with what is sent next within a minute it is
    // written, and else lost.
    log.debug({ err: error, tenant: ctx.tenantId }, 'bytes sent were not written yet');
  } finally {
    state.flushing = false;
  }
}

async function read(ctx: TenantContext, at: Date): Promise<number> {
  const rows = await withTenantSql(ctx, (sql) =>
    sql<{ bytes_out: string }>(
      `select tenant_id, bytes_out from resource_day
       where tenant_id = :tenant and day = ($1::timestamptz at time zone $2)::date`,
      [at, ctx.timeZone],
    ),
  );
  return Number(rows[0]?.bytes_out ?? 0);
}
