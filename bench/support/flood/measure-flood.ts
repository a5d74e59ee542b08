import { parseArgs } from 'node:util';
import { ArmProcess } from '../arm-process';
import { type LoadResult, load, type Target } from '../gateway/load';
import { startProgram } from '../gateway/peer-process';
import type { GatewayOrder, ProcessUsage, Served } from '../gateway/product-arm';
import { atLeast, atMost, type BenchReport, newReport, percentile, round } from '../report';
import { pageTimes, startPages } from './page-times';

const MOST_CPU = 0.05;
const MOST_DELAY_MS = 10;
/** By how much a process that does nothing may be late before that of one that serves says nothing. */
const QUIET_DELAY_MS = 5;
const MOST_PAGES = 1.2;
const CALLERS = 32;
const ROUNDS = 5;
/** For how long the process is watched while nobody asks. */
const ALONE_MS = 2_000;
const PAGE_ROUNDS = 4;
/** With the requests a minute of each: a flood is far above the tight one, which its first requests use up. */
const ARMS = [
  ['refused', 60, 429],
  ['admitted', 100_000, 200],
] as const;

/**
 * The same process serves both, in turn: its own CPU time says what each cost, less what it uses in as long a time when nobody
 * asks.
 */
export async function measureFlood(name: string, args: string[]): Promise<BenchReport> {
  const { values } = parseArgs({
    args,
    options: { requests: { type: 'string', default: '10000' } },
  });
  const requests = Number(values.requests);
  const report = newReport(name, ['admitted', 'refused']);
  const model = await startProgram('bench/support/gateway/model-arm.ts');
  const product = new ArmProcess<GatewayOrder>('bench/support/gateway/product-arm.ts', {
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: 'bench',
  });
  const idle = new ArmProcess<{ kind: 'delay' }>('bench/support/flood/idle-arm.ts');
  try {
    const { url, key } = await product.order<Served>({ kind: 'start' });
    const target: Target = { name: 'Tenantry', url, headers: { authorization: `Bearer ${key}` } };
    const arms = { admitted: [] as Measured[], refused: [] as Measured[] };
    for (let round = -1; round < ROUNDS; round++) {
      for (const [arm, requestsPerMinute, status] of ARMS) {
        await product.order({ kind: 'limit', requestsPerMinute });
        // The new limit is in force a second later, and a tight one lets its first requests through.
        await until(target, status);
        const result = await measured({ product, idle }, target, requests / ROUNDS);
        // The first round warms up.
        if (round >= 0) arms[arm].push(result);
      }
    }
    for (const [arm, , status] of ARMS) {
      const rounds = arms[arm];
      const all = sum(rounds, ({ statuses }) => sum([...statuses.values()], (each) => each));
      const right = sum(rounds, ({ statuses }) => statuses.get(status) ?? 0);
      report.results.push({
        arm,
        requests,
        [`of_them_${status}`]: right,
        per_second: round(requests / sum(rounds, ({ seconds }) => seconds), 0),
        cpu_s: round(sum(rounds, cpuMicros) / 1e6, 2),
        event_loop_delay_p99_ms: round(delayOf(rounds), 2),
        of_an_idle_process_ms: round(idleDelayOf(rounds), 2),
      });
      // A tight limit lets one through now and then; more of the other kind, and the arm is none of its name.
      report.targets.push(atLeast(`share of ${arm} that are ${status}`, round(right / all), 0.99));
    }
    report.targets.push(
      atMost(
        'CPU of refused over admitted requests',
        round(sum(arms.refused, cpuMicros) / sum(arms.admitted, cpuMicros), 3),
        MOST_CPU,
      ),
    );
    const late = idleDelayOf(arms.refused);
    if (late > QUIET_DELAY_MS)
      report.not_run.push(
        `event-loop delay: the machine was busy, a process that does nothing was ${round(late, 1)} ms late at P99`,
      );
    else
      report.targets.push(
        atMost('event-loop delay at P99 (ms)', round(delayOf(arms.refused), 2), MOST_DELAY_MS),
      );
  } finally {
    await idle.stop();
    await product.stop();
    model.stop();
  }
  await measurePages(report);
  return report;
}

interface Measured {
  usage: ProcessUsage;
  /** Of a process beside it that does nothing. */
  idleDelayMs: number;
  seconds: number;
  statuses: Map<number, number>;
}

const cpuMicros = ({ usage }: Measured) => usage.cpuMicros;

function sum<T>(rounds: readonly T[], value: (of: T) => number): number {
  return rounds.reduce((all, each) => all + value(each), 0);
}

/** That of the worst round, which that of all together cannot exceed. */
function delayOf(rounds: readonly Measured[]): number {
  return Math.max(...rounds.map(({ usage }) => usage.delayP99Ms));
}

function idleDelayOf(rounds: readonly Measured[]): number {
  return Math.max(...rounds.map(({ idleDelayMs }) => idleDelayMs));
}

interface Processes {
  product: ArmProcess<GatewayOrder>;
  idle: ArmProcess<{ kind: 'delay' }>;
}

async function measured(
  { product, idle }: Processes,
  target: Target,
  requests: number,
): Promise<Measured> {
  const alone = await product.order<ProcessUsage>({ kind: 'usage' });
  await new Promise((resolve) => setTimeout(resolve, ALONE_MS));
  const before = await product.order<ProcessUsage>({ kind: 'usage' });
  await idle.order({ kind: 'delay' });
  const { seconds, statuses } = await load(target, { kind: 'whole', callers: CALLERS, requests });
  const after = await product.order<ProcessUsage>({ kind: 'usage' });
  const idleDelayMs = await idle.order<number>({ kind: 'delay' });
  const anyway = ((before.cpuMicros - alone.cpuMicros) / ALONE_MS) * seconds * 1000;
  const usage = { ...after, cpuMicros: after.cpuMicros - before.cpuMicros - anyway };
  return { usage, idleDelayMs, seconds, statuses };
}

async function until(target: Target, status: number): Promise<void> {
  for (;;) {
    const { statuses } = await load(target, { kind: 'whole', callers: 4, requests: 20 });
    if (statuses.get(status) === 20) return;
  }
}

/** Pages of the built product, quiet and while another tenant floods its API, in turn. */
async function measurePages(report: BenchReport): Promise<void> {
  const pages = await startPages();
  if (!pages) {
    report.not_run.push('pages: build the product first with npm run isolation or npm start');
    return;
  }
  const times = { quiet: [] as number[], flooded: [] as number[] };
  const floods: LoadResult[] = [];
  const under = {
    quiet: () => pageTimes(pages),
    flooded: async () => {
      const over = new AbortController();
      const flood = load(pages.flooder, { kind: 'whole', callers: CALLERS, over: over.signal });
      // Until after the last page: none is opened beside nothing.
      const opened = await pageTimes(pages).finally(() => over.abort());
      floods.push(await flood);
      return opened;
    },
  };
  try {
    await until(pages.flooder, 429);
    for (let done = 0; done < PAGE_ROUNDS; done++)
      for (const arm of done % 2
        ? (['flooded', 'quiet'] as const)
        : (['quiet', 'flooded'] as const))
        times[arm].push(...(await under[arm]()));
  } finally {
    await pages.stop();
  }
  const [before, during] = [percentile(times.quiet, 0.95), percentile(times.flooded, 0.95)];
  const statuses = (status: number) => sum(floods, (each) => each.statuses.get(status) ?? 0);
  const asked = sum(floods, ({ requests }) => requests);
  report.results.push({ page: 'quiet', opened: times.quiet.length, p95_ms: round(before, 1) });
  report.results.push({
    page: 'flooded',
    opened: times.flooded.length,
    p95_ms: round(during, 1),
    requests_beside: asked,
    of_them_429: statuses(429),
  });
  report.targets.push(
    atMost('pages at P95, flooded over quiet', round(during / before, 2), MOST_PAGES),
    atLeast('refused requests beside a page', round(statuses(429) / times.flooded.length, 1), 1),
  );
}
