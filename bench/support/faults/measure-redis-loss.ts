import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { TestDatabase } from '@/e2e/support/harness';
import { RedisServer } from '@/e2e/support/redis-server';
import { ArmProcess } from '../arm-process';
import { ANSWER_TOKENS, ROOMY } from '../budget/call-plan';
import { atMost, type BenchReport, percentile, round } from '../report';
import { overAdmitted } from './over-admitted';
import { recoveryMs } from './recovery';
import type { Asked, AskingTenant, RedisOrders, RedisTold } from './redis-plan';

type Order = { kind: 'start'; orders: RedisOrders } | { kind: 'tell' };

const PROCESSES = 4;
const LIMITS = {
  requestsPerMinute: 240,
  burstPerSecond: 24,
  tokensPerMinute: 20_000,
  inFlight: 24,
};
/** Of all processes: three times what may be asked, and a quarter. */
const BUSY = { tenants: 4, perSecond: 12 };
const CALM = { tenants: 4, perSecond: 1 };
/** What one busy tenant may use of its day: it ends while Redis is gone. */
const TIGHT_TOKENS = 7_000;
const GONE_MS = 10_000;
const BEFORE_MS = 20_000;
const AFTER_MS = 40_000;

/** While Redis did not answer, or was gone and came back empty; milliseconds since the epoch. */
interface Outage {
  how: string;
  from: number;
  until: number;
}

/** Several processes take calls whole, from admission to the ledger, while Redis stops answering, then crashes and comes back empty. */
export async function measureRedisLoss(report: BenchReport, database: TestDatabase): Promise<void> {
  const { startLocalModel } = await import('@/lib/llm/local/local-model');
  const { makeTenant } = await import('@/e2e/support/make-tenant');
  const { compareWithLog, overspent } = await import('@/e2e/support/compare-with-log');
  const logFile = path.join(database.dataDir, 'redis-loss-calls.ndjson');
  const settings = { firstTokenMs: 100, tokensPerSecond: 200, outputTokens: ANSWER_TOKENS };
  const model = await startLocalModel({ ...settings, logFile });
  const tenants: AskingTenant[] = [];
  const make = async (perSecond: number, tokensPerDay = ROOMY.tokensPerDay) => {
    const { slug, session, ctx } = await makeTenant('enterprise');
    const budget = { ...ROOMY, tokensPerDay };
    return { slug, session, tenantId: ctx.tenantId, ...budget, perSecond, limits: LIMITS };
  };
  for (let n = 0; n < BUSY.tenants; n += 1)
    tenants.push(await make(BUSY.perSecond / PROCESSES, n === 0 ? TIGHT_TOKENS : undefined));
  for (let n = 0; n < CALM.tenants; n += 1) tenants.push(await make(CALM.perSecond / PROCESSES));
  const probe = await make(1);
  const redis = await RedisServer.start();
  const env = {
    REDIS_URL: redis.url,
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: 'bench',
  };
  const processes = Array.from(
    { length: PROCESSES },
    () => new ArmProcess<Order>('bench/support/faults/redis-caller.ts', env),
  );
  const outages: Outage[] = [];
  const gone = async (how: string, go: () => unknown, come: () => unknown) => {
    const from = Date.now();
    await go();
    await wait(GONE_MS);
    await come();
    outages.push({ how, from, until: Date.now() });
    await wait(AFTER_MS);
  };
  let most = 0n;
  let over = false;
  const watching = (async () => {
    while (!over) {
      const { tokens, nano } = await overspent(tenants);
      for (const each of [tokens, nano]) if (each > most) most = each;
      await wait(500);
    }
  })();
  try {
    await Promise.all(
      processes.map((each) => each.order({ kind: 'start', orders: { tenants, probe } })),
    );
    await wait(BEFORE_MS);
    await gone(
      'does not answer',
      () => redis.pause(),
      () => redis.resume(),
    );
    await gone(
      'crashed, back empty',
      () => redis.crash(),
      () => redis.start(),
    );
    const told = await Promise.all(
      processes.map((each) => each.order<RedisTold>({ kind: 'tell' })),
    );
    over = true;
    await watching;
    const log = (await readFile(logFile, 'utf8')).split('\n').filter(Boolean);
    const compared = await compareWithLog(
      log.map((line) => JSON.parse(line)),
      tenants,
    );
    const asked = told.flatMap((each) => each.asked);
    for (const outage of outages) reportOutage(report, outage, told);
    const failed = asked.filter(({ outcome }) => outcome === 'failed');
    for (const error of new Set(failed.map((each) => each.error ?? '')))
      report.results.push({ error });
    report.targets.push(
      atMost('over-admitted without Redis', overAdmitted(asked, LIMITS), 0),
      atMost('overspent without Redis, by the model’s log', Number(compared.overspend), 0),
      atMost('settled and held above a limit at any look', Number(most), 0),
      atMost(
        'lost, short or duplicate rows',
        compared.lost + compared.short + compared.duplicates,
        0,
      ),
      atMost('failed otherwise', failed.length, 0),
    );
  } finally {
    over = true;
    await Promise.all(processes.map((each) => each.stop()));
    await redis.stop();
    await model.close();
  }
}

function reportOutage(report: BenchReport, { how, from, until }: Outage, told: RedisTold[]): void {
  const asked = told
    .flatMap((each) => each.asked)
    .filter((each) => each.from >= from && each.from < until);
  const calm = asked.filter(({ tenant }) => tenant >= BUSY.tenants);
  const admitted = (some: Asked[]) => some.filter(({ outcome }) => outcome === 'admitted').length;
  const times = asked.map((each) => each.to - each.from);
  // Of each process, from when Redis answers again to the first decision that only Redis can take.
  const recovery = told.map((each) => recoveryMs(each, until));
  const stillAnswered = told.flatMap(({ probes }) =>
    probes.filter(({ at, answered }) => answered && at > from + 1_000 && at < until - 1_000),
  ).length;
  report.results.push({
    arm: `Redis ${how}`,
    asked: asked.length,
    admitted: admitted(asked),
    calm_asked: calm.length,
    calm_admitted: admitted(calm),
    decided_p50_ms: round(percentile(times, 0.5), 1),
    decided_p99_ms: round(percentile(times, 0.99), 1),
    decided_max_ms: round(Math.max(...times), 1),
    recovery_ms: round(Math.max(...recovery), 0),
  });
  report.targets.push(
    atMost(`recovery, ms, Redis ${how}`, round(Math.max(...recovery), 0), 1_000),
    atMost(`calm tenants not served while Redis ${how}`, calm.length - admitted(calm), 0),
    atMost(`decisions that nobody but Redis can take while Redis ${how}`, stillAnswered, 0),
  );
}
