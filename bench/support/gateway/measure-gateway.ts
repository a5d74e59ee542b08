import { parseArgs } from 'node:util';
import { ArmProcess } from '../arm-process';
import { atLeast, atMost, type BenchReport, newReport, percentile, round } from '../report';
import { type LoadResult, load, type Target } from './load';
import { startPortkey, startProgram } from './peer-process';
import type { GatewayOrder, Served } from './product-arm';
import { syncedWriteMs } from './synced-write';

const LEAST_THROUGHPUT = 3;
const MOST_ADDED_MS = { 1: 0.5, 16: 1.5 } as const;
const KINDS = ['whole', 'streamed'] as const;
const CALLERS = [1, 16] as const;

/** Rounds in which each arm is asked the same, in turn; the first arm of a round changes each time. */
export async function measureGateway(name: string, args: string[]): Promise<BenchReport> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      requests: { type: 'string', default: '400' },
    },
  });
  const report = newReport(name, ['Tenantry', 'bare proxy', 'Portkey']);
  const model = await startProgram('bench/support/gateway/model-arm.ts');
  const bare = await startProgram('bench/support/gateway/bare-proxy.ts', {
    BENCH_UPSTREAM: model.url,
  });
  const portkey = await startPortkey();
  const product = new ArmProcess<GatewayOrder>('bench/support/gateway/product-arm.ts', {
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: 'bench',
  });
  try {
    const { url, key } = await product.order<Served>({ kind: 'start' });
    // A hold is durable before the provider is asked: what that takes at least, whoever does it.
    report.results.push({ arm: 'a synced write alone', p50_ms: round(await syncedWriteMs(), 2) });
    const targets: Target[] = [
      { name: 'Tenantry', url, headers: { authorization: `Bearer ${key}` } },
      { name: 'bare proxy', url: bare.url, headers: { 'x-api-key': 'bench' } },
    ];
    if (portkey)
      targets.push({
        name: 'Portkey',
        url: portkey.url,
        headers: {
          'x-api-key': 'bench',
          authorization: 'Bearer bench',
          'x-portkey-provider': 'anthropic',
          'x-portkey-custom-host': `${model.url}/v1`,
        },
      });
    else report.not_run.push('Portkey: npm ci --ignore-scripts --prefix bench/peers installs it');
    for (const kind of KINDS) {
      for (const callers of CALLERS) {
        const results = await inTurn(targets, {
          kind,
          callers,
          rounds: Number(values.rounds),
          requests: Number(values.requests),
        });
        tell(report, { kind, callers }, results);
      }
    }
    return report;
  } finally {
    await product.stop();
    for (const each of [model, bare, portkey]) each?.stop();
  }
}

interface Plan {
  kind: (typeof KINDS)[number];
  callers: (typeof CALLERS)[number];
}

async function inTurn(
  targets: readonly Target[],
  { rounds, requests, ...plan }: Plan & { rounds: number; requests: number },
): Promise<Map<string, LoadResult[]>> {
  const results = new Map<string, LoadResult[]>();
  for (let round = -1; round < rounds; round++) {
    const turn = Math.max(0, round) % targets.length;
    for (const target of [...targets.slice(turn), ...targets.slice(0, turn)]) {
      const result = await load(target, { ...plan, requests });
      const wrong = [...result.statuses.keys()].filter((status) => status !== 200);
      if (wrong.length > 0) throw new Error(`${target.name} answered with ${wrong.join(', ')}.`);
      // The first round warms up.
      if (round >= 0) results.set(target.name, [...(results.get(target.name) ?? []), result]);
    }
  }
  return results;
}

function tell(report: BenchReport, plan: Plan, results: Map<string, LoadResult[]>): void {
  const perSecond = (of: LoadResult) => of.requests / of.seconds;
  const median = (arm: string, value: (of: LoadResult) => number) =>
    percentile((results.get(arm) ?? []).map(value), 0.5);
  const firsts = (arm: string) => (results.get(arm) ?? []).flatMap(({ firstMs }) => firstMs);
  for (const arm of results.keys())
    report.results.push({
      answer: plan.kind,
      callers: plan.callers,
      arm,
      per_second: round(median(arm, perSecond), 0),
      first_p50_ms: round(percentile(firsts(arm), 0.5), 2),
      first_p99_ms: round(percentile(firsts(arm), 0.99), 2),
    });
  const where = `${plan.kind}, ${plan.callers} callers`;
  if (results.has('Portkey') && plan.callers === 16)
    report.targets.push(
      atLeast(
        `${where}: throughput over Portkey’s`,
        round(median('Tenantry', perSecond) / median('Portkey', perSecond), 2),
        LEAST_THROUGHPUT,
      ),
    );
  if (plan.kind === 'streamed')
    report.targets.push(
      atMost(
        `${where}: added to the first token at P50 (ms)`,
        round(percentile(firsts('Tenantry'), 0.5) - percentile(firsts('bare proxy'), 0.5), 2),
        MOST_ADDED_MS[plan.callers],
      ),
    );
}
