import { setTimeout as wait } from 'node:timers/promises';
import { reserve } from '@/lib/budget/reserve';
import { type Generated, generate } from '@/lib/chat/generate';
import { isAppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { inputTokenBound } from '@/lib/llm/token-bound';
import type { TenantContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { type CallerReport, callOf, disconnects, type PlannedTenant, policyOf } from './call-plan';

export interface Orders {
  tenants: PlannedTenant[];
  callers: number;
}

const report: CallerReport = {
  answered: 0,
  disconnected: 0,
  refused: 0,
  affordable: 0,
  unavailable: 0,
  failed: 0,
  errors: [],
};
let seed = process.pid * 7_919;
let over = false;

/** Makes calls until it is told to stop or killed; each one done is told, since a killed process tells nothing. */
async function main({ tenants, callers }: Orders): Promise<void> {
  const contexts: { ctx: TenantContext; tenant: PlannedTenant }[] = [];
  for (const tenant of tenants) contexts.push({ ctx: await signedIn(tenant), tenant });
  const caller = async () => {
    while (!over) {
      seed += 1;
      const n = seed;
      const one = contexts[n % contexts.length];
      if (one) await makeCall(one.ctx, one.tenant, n);
      process.send?.({ kind: 'called' });
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  process.send?.({ kind: 'report', report }, () => process.exit(0));
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

async function makeCall(ctx: TenantContext, tenant: PlannedTenant, n: number): Promise<void> {
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
    for await (const event of generate(ctx, reservation, call, abort.signal, result))
      if (event.type === 'text' && disconnects(n)) abort.abort();
    if (abort.signal.aborted) report.disconnected += 1;
    else report.answered += 1;
  } catch (error) {
    noteFailure(error, bound + call.maxTokens);
  }
}

function noteFailure(error: unknown, tokens: number): void {
  if (!isAppError(error)) {
    report.failed += 1;
    if (report.errors.length < 5) report.errors.push(String(error));
  } else if (error.code === 'budget_exhausted' && error.limit) {
    report.refused += 1;
    const { used, reserved = 0, limit } = error.limit;
    if (Number(used) + Number(reserved) + tokens <= Number(limit)) report.affordable += 1;
  } else report.unavailable += 1;
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
