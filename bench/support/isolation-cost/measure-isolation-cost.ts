import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ArmProcess } from '../arm-process';
import { atMost, type BenchReport, newReport, percentile, round } from '../report';
import { type CostOrder, REQUESTS, type RequestName } from './running-product';

const WARM_UP = 15;
const MOST_MS = 3;
const MOST_SHARE = 0.1;

/** Requests go to the two products in turn, one at a time; the first of a pair changes each time. */
export async function measureIsolationCost(name: string, args: string[]): Promise<BenchReport> {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '300' } } });
  const report = newReport(name, ['locks on', 'locks off']);
  if (!existsSync('.next-isolation/BUILD_ID') || !existsSync('.next/BUILD_ID')) {
    report.not_run.push('isolation-cost: build both variants first with npm run isolation');
    return report;
  }
  const arm = () => new ArmProcess<CostOrder>('bench/support/isolation-cost/arm.ts');
  const [on, off] = [arm(), arm()];
  try {
    await on.order({ kind: 'start', locked: true });
    await off.order({ kind: 'start', locked: false });
    const sealing = await sealingTime(on);
    report.results.push({ what: 'sealing and opening of an answer', measured_apart_ms: sealing });
    for (const what of REQUESTS) {
      const times = await inTurn(on, off, what, Number(values.rounds));
      report.results.push(row(what, 'locks on', times.on), row(what, 'locks off', times.off));
      const p50 = percentile(times.on, 0.5) - percentile(times.off, 0.5) + sealing;
      const p95 = percentile(times.on, 0.95) - percentile(times.off, 0.95) + sealing;
      report.targets.push(atMost(`${what}, added at P50 (ms)`, round(p50, 2), MOST_MS));
      // The share is of a whole answer or page; the list is there to see its statements alone.
      if (what === 'document list') continue;
      report.targets.push(
        atMost(
          `${what}, added share at P95`,
          round(p95 / percentile(times.on, 0.95), 3),
          MOST_SHARE,
        ),
      );
    }
    return report;
  } finally {
    await Promise.all([on.stop(), off.stop()]);
  }
}

type Arm = ArmProcess<CostOrder>;

/** The build without locks opens sealed values all the same, so their cost is measured apart and added. */
async function sealingTime(arm: Arm): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 200; n++)
    times.push(await arm.order<number>({ kind: 'ask', what: 'sealing' }));
  return round(percentile(times, 0.5), 3);
}

async function inTurn(
  on: Arm,
  off: Arm,
  what: RequestName,
  rounds: number,
): Promise<{ on: number[]; off: number[] }> {
  const times = { on: [] as number[], off: [] as number[] };
  const one = async (arm: 'on' | 'off') => {
    times[arm].push(await (arm === 'on' ? on : off).order<number>({ kind: 'ask', what }));
  };
  for (let n = -WARM_UP; n < rounds; n++) {
    if (n === 0) Object.assign(times, { on: [], off: [] });
    for (const arm of n % 2 ? (['on', 'off'] as const) : (['off', 'on'] as const)) await one(arm);
  }
  return times;
}

function row(what: string, arm: string, times: number[]): Record<string, string | number> {
  return {
    request: what,
    arm,
    n: times.length,
    p50_ms: round(percentile(times, 0.5), 2),
    p95_ms: round(percentile(times, 0.95), 2),
  };
}
