import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { RedisServer } from '@/e2e/support/redis-server';
import { ArmProcess } from '../arm-process';
import { atLeast, atMost, type BenchReport, newReport, percentile, round } from '../report';
import { ARMS, type Arm, type BurstPlan, type Order } from './limits-caller';

const PROCESSES = 4;
const CALLERS = 64;
/** Whom all callers ask for: a few that are busy, and many that are not. */
const BUSY = 16;
const TENANTS = [BUSY, 200];
const LIMIT = 50_000_000;
/** A window of 15 seconds instead of a minute; buckets stay a sixtieth of it. */
const BUCKET_MS = 250;
const WINDOW_MS = BUCKET_MS * 60;
const BURST_LIMIT = 600;

export async function measureLimits(name: string, args: string[]): Promise<BenchReport> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      ms: { type: 'string', default: '1500' },
      windows: { type: 'string', default: '4' },
    },
  });
  const report = newReport(name, [...ARMS]);
  const redis = await RedisServer.start();
  const processes = Array.from(
    { length: PROCESSES },
    () => new ArmProcess<Order>('bench/support/limits/limits-caller.ts'),
  );
  const all = <Answer>(order: Order) =>
    Promise.all(processes.map((each) => each.order<Answer>(order)));
  try {
    if (existsSync('bench/peers/node_modules')) {
      await all({ kind: 'prepare', url: redis.url, limit: LIMIT });
      for (const tenants of TENANTS) {
        await measureSpeed(report, tenants, Number(values.rounds), async (arm) => {
          const order = {
            kind: 'load',
            arm,
            callers: CALLERS,
            tenants,
            ms: Number(values.ms),
          } as const;
          const decisions = await all<number>(order);
          return decisions.reduce((sum, each) => sum + each, 0) / (Number(values.ms) / 1_000);
        });
      }
    } else report.not_run.push('peers: run `npm ci --ignore-scripts --prefix bench/peers` first');
    for (const leased of [false, true]) {
      const plan: BurstPlan = {
        limit: BURST_LIMIT,
        bucketMs: BUCKET_MS,
        callers: CALLERS,
        ms: WINDOW_MS * Number(values.windows),
        leased,
      };
      const times = (await all<number[]>({ kind: 'bursts', url: redis.url, plan })).flat();
      checkWindows(report, leased ? 'leased' : 'ours', times, plan.ms);
    }
    return report;
  } finally {
    await Promise.all(processes.map((each) => each.stop()));
    await redis.stop();
  }
}

/** Arms in turn; the ratio of each round, of which the middle one counts. */
async function measureSpeed(
  report: BenchReport,
  tenants: number,
  rounds: number,
  load: (arm: Arm) => Promise<number>,
): Promise<void> {
  const speeds: Record<Arm, number[]> = {
    ours: [],
    leased: [],
    'rate-limiter-flexible': [],
    '@upstash/ratelimit': [],
  };
  for (const arm of ARMS) await load(arm);
  for (let round = 0; round < rounds; round++)
    for (const arm of round % 2 ? [...ARMS].reverse() : ARMS) speeds[arm].push(await load(arm));
  for (const arm of ARMS)
    report.results.push({
      arm,
      tenants,
      decisions_per_second: round(percentile(speeds[arm], 0.5), 0),
    });
  const times = (ours: Arm, peer: Arm) =>
    round(
      percentile(
        speeds[ours].map((speed, n) => speed / (speeds[peer][n] ?? 1)),
        0.5,
      ),
      2,
    );
  const direct = [
    atLeast('ours_over_rate_limiter_flexible', times('ours', 'rate-limiter-flexible'), 1),
    atLeast('ours_over_upstash', times('ours', '@upstash/ratelimit'), 1.5),
  ];
  // A share serves who asks again before its quarter of a second is over; with many tenants few do.
  const leased = [
    atLeast('leased_over_rate_limiter_flexible', times('leased', 'rate-limiter-flexible'), 10),
    atLeast('leased_over_upstash', times('leased', '@upstash/ratelimit'), 15),
  ];
  for (const target of tenants === BUSY ? [...direct, ...leased] : direct)
    report.targets.push({ ...target, id: `${target.id}, ${tenants} tenants` });
}

/** Every true window of the length, one beginning at each admission. */
function checkWindows(report: BenchReport, arm: string, times: number[], ms: number): void {
  times.sort((a, b) => a - b);
  let most = 0;
  let from = 0;
  times.forEach((at, index) => {
    while ((times[from] ?? 0) <= at - WINDOW_MS) from++;
    most = Math.max(most, index - from + 1);
  });
  // What an exact limiter admits: a full window at once, and another after each window's length.
  const possible = BURST_LIMIT * Math.ceil(ms / WINDOW_MS);
  const under = 1 - times.length / possible;
  report.results.push({ arm, admitted: times.length, possible, most_in_a_window: most });
  report.targets.push(atMost(`${arm}_over_admitted`, Math.max(0, most - BURST_LIMIT), 0));
  // A bucket of the sixty counts until it is over, and what a share took until the next one is.
  const mostUnder = arm === 'ours' ? 1.7 : 3.4;
  report.targets.push(atMost(`${arm}_under_admitted_percent`, round(under * 100, 2), mostUnder));
}
