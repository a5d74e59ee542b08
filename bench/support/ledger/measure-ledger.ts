import { parseArgs } from 'node:util';
import { startTestDatabase } from '@/e2e/support/harness';
import type { TenantContext } from '@/lib/tenancy/context';
import { atLeast, atMost, type BenchReport, mean, newReport, percentile, round } from '../report';

const CALLERS = 64;
const SPREAD = 100;
/** A short answer's time: with 64 callers in their calls, 640 calls a second. */
const MODEL_MS = 100;
const APPENDED = 2_000;
const APPENDERS = 2;

/** Calls of one arm in one round: how many a second, and what each took. */
interface Slot {
  perSecond: number;
  reserves: number[];
  settles: number[];
}

export async function measureLedger(name: string, args: string[]): Promise<BenchReport> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '7' },
      ms: { type: 'string', default: '2000' },
    },
  });
  const [rounds, ms] = [Number(values.rounds), Number(values.ms)];
  const database = await startTestDatabase({ durable: true });
  // What reads the environment is imported once the database has set it.
  const { makeTenant } = await import('@/e2e/support/make-tenant');
  const { holdsLeft } = await import('@/e2e/support/compare-with-log');
  const { LockThenWrite } = await import('@/e2e/support/lock-then-write');
  const { append, enginePair, openAppender } = await import('./engine-calls');
  const tenants: TenantContext[] = [];
  for (let i = 0; i < SPREAD; i += 1) tenants.push((await makeTenant('enterprise')).ctx);
  const [hot] = tenants;
  if (!hot) throw new Error('There is no tenant.');
  const start = new Date(new Date().toISOString().slice(0, 10));
  const plain = await LockThenWrite.open();
  await plain.prepare(
    tenants.map(({ tenantId }) => tenantId),
    start,
  );

  const appenders = await Promise.all(Array.from({ length: APPENDERS }, openAppender));

  const of = (i: number, spread: boolean) => (spread ? (tenants[i % SPREAD] ?? hot) : hot);
  const engine = (callers: number, spread: boolean, modelMs = 0) =>
    load(callers, ms, (i) => enginePair(of(i, spread), modelMs));
  const locking = (spread: boolean) =>
    load(CALLERS, ms, async (i) => {
      await plain.pair(of(i, spread).tenantId, start);
      return { reserve: 0, settle: 0 };
    });
  const arms = {
    lockHot: () => locking(false),
    engineHot: () => engine(CALLERS, false),
    lockSpread: () => locking(true),
    engineSpread: () => engine(CALLERS, true),
    engineOne: () => engine(1, false, 5),
    engine64: () => engine(CALLERS, false, MODEL_MS),
    append: async () => {
      const slot = await load(APPENDERS, ms, async (i) => {
        const appender = appenders[i % APPENDERS];
        if (appender) await append(appender, of(i, true), APPENDED);
        return { reserve: 0, settle: 0 };
      });
      return { ...slot, perSecond: slot.perSecond * APPENDED };
    },
  };
  const slots: Record<keyof typeof arms, Slot[]> = {
    lockHot: [],
    engineHot: [],
    lockSpread: [],
    engineSpread: [],
    engineOne: [],
    engine64: [],
    append: [],
  };
  const names = Object.keys(arms) as (keyof typeof arms)[];
  for (const arm of names) await arms[arm]();
  for (let round = 0; round < rounds; round += 1) {
    for (const arm of round % 2 === 0 ? names : [...names].reverse())
      slots[arm].push(await arms[arm]());
  }

  const left = await holdsLeft();
  await plain.stop();
  for (const appender of appenders) await appender.end();
  const { closePools } = await import('@/lib/db/pools');
  await closePools();
  await database.stop();

  const report = newReport(name, names);
  for (const arm of names) {
    const { perSecond, reserves, settles } = joined(slots[arm]);
    report.results.push({
      arm,
      per_second: Math.round(perSecond),
      reserve_p50_ms: round(percentile(reserves, 0.5)),
      reserve_p99_ms: round(percentile(reserves, 0.99)),
      settle_p50_ms: round(percentile(settles, 0.5)),
    });
  }
  const ratio = (a: keyof typeof arms, b: keyof typeof arms) =>
    round(
      percentile(
        slots[a].map((slot, i) => slot.perSecond / (slots[b][i]?.perSecond ?? 1)),
        0.5,
      ),
    );
  report.targets = [
    atLeast(
      'reserve and settle, times lock-then-write, one tenant',
      ratio('engineHot', 'lockHot'),
      10,
    ),
    atLeast('ledger append, times lock-then-write', ratio('append', 'lockHot'), 100),
    atMost('one hot tenant, times slower than 100', ratio('engineSpread', 'engineHot'), 2),
    atMost('budget step, P50 ms, one caller', p50(slots.engineOne), 1),
    atMost('budget step, P50 ms, 64 callers', p50(slots.engine64), 3),
    atMost('holds left', left, 0),
  ];
  report.results.push({
    arm: 'engineSpread / lockSpread',
    per_second: ratio('engineSpread', 'lockSpread'),
  });
  return report;
}

/** So many callers, each with one call after the other. */
async function load(
  callers: number,
  ms: number,
  call: (i: number) => Promise<{ reserve: number; settle: number }>,
): Promise<Slot> {
  const slot: Slot = { perSecond: 0, reserves: [], settles: [] };
  const begun = performance.now();
  let next = 0;
  const caller = async () => {
    while (performance.now() - begun < ms) {
      const taken = await call(next++);
      slot.reserves.push(taken.reserve);
      slot.settles.push(taken.settle);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  slot.perSecond = (slot.reserves.length / (performance.now() - begun)) * 1000;
  return slot;
}

function joined(slots: Slot[]): Slot {
  return {
    perSecond: mean(slots.map(({ perSecond }) => perSecond)),
    reserves: slots.flatMap(({ reserves }) => reserves),
    settles: slots.flatMap(({ settles }) => settles),
  };
}

/** What reserving adds before a call can begin. */
function p50(slots: Slot[]): number {
  return round(
    percentile(
      slots.flatMap(({ reserves }) => reserves),
      0.5,
    ),
  );
}
