import { setTimeout as wait } from 'node:timers/promises';
import { reserve } from '@/lib/budget/reserve';
import { type Generated, generate } from '@/lib/chat/generate';
import { isAppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { inputTokenBound } from '@/lib/llm/token-bound';
import type { TenantContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { type CallTold, callOf, disconnects, type PlannedTenant, policyOf } from './call-plan';

export interface Orders {
  tenants: PlannedTenant[];
  callers: number;
}

/** Whoever was told that PostgreSQL is away does not ask again at once. */
const AWAY_MS = 200;
let seed = process.pid * 7_919;
let over = false;

/** Makes calls until it is told to stop or killed; how each one ended is told at once. */
async function main({ tenants, callers }: Orders): Promise<void> {
  const contexts: { ctx: TenantContext; tenant: PlannedTenant }[] = [];
  for (const tenant of tenants) contexts.push({ ctx: await signedIn(tenant), tenant });
  const caller = async () => {
    while (!over) {
      seed += 1;
      const n = seed;
      const one = contexts[n % contexts.length];
      if (!one) continue;
      const told = await makeCall(one.ctx, one.tenant, n);
      process.send?.(told);
      if (told.end === 'unavailable') await wait(AWAY_MS);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  process.disconnect?.();
  process.exit(0);
}

/** PostgreSQL may be away just then. */
async function signedIn(tenant: PlannedTenant): Promise<TenantContext> {
  for (;;) {
    try {
      return await verifyTenantSession(tenant.session, tenant.slug);
    } catch {
      await wait(200);
    }
  }
}

async function makeCall(ctx: TenantContext, tenant: PlannedTenant, n: number): Promise<CallTold> {
  const call = callOf(n);
  const bound = inputTokenBound(call);
  const result: Generated = { outcome: undefined, settled: undefined };
  const abort = new AbortController();
  try {
    const reservation = await reserve(ctx, policyOf(tenant), {
      requestId: newId(),
      callOrdinal: 0,
      feature: 'bench',
      model: call.model,
      inputTokenBound: bound,
      maxOutputTokens: call.maxTokens,
      documents: [],
    });
    for await (const event of generate(ctx, reservation, call, { signal: abort.signal }, result))
      if (event.type === 'text' && disconnects(n)) abort.abort();
    return { end: abort.signal.aborted ? 'disconnected' : 'answered' };
  } catch (error) {
    return failureOf(error, bound + call.maxTokens);
  }
}

function failureOf(error: unknown, tokens: number): CallTold {
  if (!isAppError(error)) return { end: 'failed', error: String(error) };
  if (error.code === 'store_unavailable') return { end: 'unavailable', error: error.message };
  if (error.code !== 'budget_exhausted' || !error.limit)
    return { end: 'failed', error: `${error.code}: ${error.message}` };
  const { used, reserved = 0, limit } = error.limit;
  const fits = Number(used) + Number(reserved) + tokens <= Number(limit);
  return { end: fits ? 'affordable' : 'refused' };
}

process.on('message', (order: { kind: 'start'; orders: Orders } | { kind: 'stop' }) => {
  if (order.kind === 'stop') over = true;
  else
    main(order.orders).catch((error) => {
      console.error(error);
      process.exit(1);
    });
});
// Nobody is left to tell.
process.on('disconnect', () => process.exit(1));
