import { reserve } from '@/lib/budget/reserve';
import { type Generated, generate } from '@/lib/chat/generate';
import { isAppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { tenantKv } from '@/lib/kv/tenant-kv';
import { inputTokenBound } from '@/lib/llm/token-bound';
import type { TenantContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { admit } from '@/lib/traffic/admit';
import { takeTurn } from '@/lib/traffic/take-turn';
import { callOf, policyOf } from '../budget/call-plan';
import {
  ASKED_TOKENS,
  type Asked,
  type AskingTenant,
  type RedisOrders,
  type RedisTold,
} from './redis-plan';

const PROBE_MS = 20;
/** So few that nothing of them can be held by a process beforehand. */
const PROBED_STREAMS = 4;
const told: RedisTold = { asked: [], probes: [] };
const running = new Set<Promise<void>>();
const timers: NodeJS.Timeout[] = [];
const now = () => performance.timeOrigin + performance.now();
let seed = process.pid * 7_919;

function every(ms: number, what: () => Promise<void>): void {
  const go = () => {
    const one: Promise<void> = what().finally(() => running.delete(one));
    running.add(one);
  };
  timers.push(setInterval(go, ms));
}

/** Questions at fixed times, whether or not earlier ones were answered. */
async function start({ tenants, probe }: RedisOrders): Promise<void> {
  for (const [index, tenant] of tenants.entries()) {
    const ctx = await verifyTenantSession(tenant.session, tenant.slug);
    every(1_000 / tenant.perSecond, () => ask(ctx, tenant, index));
  }
  const ctx = await verifyTenantSession(probe.session, probe.slug);
  every(PROBE_MS, async () => {
    const at = now();
    const answered = await tenantKv(ctx)
      .openStream(PROBED_STREAMS)
      .then(
        (decision) => {
          if (decision.admitted) decision.release();
          return true;
        },
        () => false,
      );
    told.probes.push({ at, to: now(), answered });
  });
}

async function ask(ctx: TenantContext, tenant: AskingTenant, index: number): Promise<void> {
  const from = now();
  const note = (outcome: Asked['outcome'], error?: string) => {
    const asked: Asked = { tenant: index, from, to: now(), outcome, error };
    told.asked.push(asked);
    return asked;
  };
  const policy = { ...policyOf(tenant), ...tenant.limits };
  try {
    const admission = await admit(ctx, policy, { tokens: ASKED_TOKENS });
    const admitted = note('admitted');
    try {
      await call(ctx, policy);
    } finally {
      admitted.until = now();
      admission.release(ASKED_TOKENS);
    }
  } catch (error) {
    const code = isAppError(error) ? error.code : String(error);
    if (code === 'rate_limited' || code === 'concurrency_limited') note('refused');
    else if (code === 'store_unavailable') note('unavailable');
    else if (code !== 'budget_exhausted') note('failed', code);
  }
}

async function call(ctx: TenantContext, policy: ReturnType<typeof policyOf>): Promise<void> {
  seed += 1;
  const model = callOf(seed);
  const bound = inputTokenBound(model);
  const turn = await takeTurn(ctx, policy, { model: model.model, tokens: bound });
  try {
    const reservation = await reserve(ctx, policy, {
      requestId: newId(),
      callOrdinal: 0,
      feature: 'bench',
      model: model.model,
      inputTokenBound: bound,
      maxOutputTokens: model.maxTokens,
      documents: [],
    });
    const result: Generated = { outcome: undefined, settled: undefined };
    const { signal } = new AbortController();
    for await (const _ of generate(ctx, reservation, model, { signal }, result));
  } finally {
    turn.end(bound);
  }
}

process.on(
  'message',
  async (order: { kind: 'start'; orders: RedisOrders } | { kind: 'tell' | 'stop' }) => {
    if (order.kind === 'stop') process.exit(0);
    if (order.kind === 'start') {
      await start(order.orders);
      process.send?.('started');
      return;
    }
    for (const timer of timers) clearInterval(timer);
    await Promise.all(running);
    process.send?.(told);
  },
);
