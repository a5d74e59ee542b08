import { parseArgs } from 'node:util';
import { ArmProcess } from '../arm-process';
import { atMost, type BenchReport, newReport, percentile, round } from '../report';
import type { Filled, TenantsOrder } from './installation';

/** Questions of an arm before it is the other's turn. */
const TURN = 20;
const WARM_UP = 60;

const OPTIONS = {
  many: { type: 'string', default: '10000' },
  few: { type: 'string', default: '10' },
  rounds: { type: 'string', default: '1600' },
} as const;

/** Two installations side by side; each of their figures comes from the same minutes of the same machine. */
export async function measureTenants(name: string, args: string[]): Promise<BenchReport> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const [few, many] = [Number(values.few), Number(values.many)];
  const report = newReport(name, [`${few} tenants`, `${many} tenants`]);
  const arm = () => new ArmProcess<TenantsOrder>('bench/support/tenants/arm.ts');
  const arms = [arm(), arm()] as const;
  try {
    // One after the other: both would want all cores.
    const small = await arms[0].order<Filled>({ kind: 'fill', tenants: few });
    const large = await arms[1].order<Filled>({ kind: 'fill', tenants: many });
    const times: [number[], number[]] = [[], []];
    for (const arm of arms) await arm.order({ kind: 'ask', questions: WARM_UP });
    for (let done = 0; done < Number(values.rounds); done += TURN) {
      for (const [index, arm] of [...arms.entries()].sort(() => (done % (2 * TURN) ? 1 : -1))) {
        times[index === 0 ? 0 : 1].push(
          ...(await arm.order<number[]>({ kind: 'ask', questions: TURN })),
        );
      }
    }
    const cold = await arms[1].order<number[]>({ kind: 'ask_cold', questions: 200 });
    report.results.push(
      row(`${few} tenants`, times[0]),
      row(`${many} tenants`, times[1]),
      row(`${many} tenants, first question of a tenant`, cold),
      ...perTenant(small, large, many - few),
      { arm: `${many} tenants`, seconds_to_fill: round(large.seconds, 0) },
    );
    const ratio = percentile(times[1], 0.99) / percentile(times[0], 0.99);
    report.targets.push(atMost('retrieval_p99_ratio', round(ratio, 3), 1.2));
    return report;
  } finally {
    await Promise.all(arms.map((arm) => arm.stop()));
  }
}

function row(arm: string, times: number[]): Record<string, string | number> {
  return {
    arm,
    searches: times.length,
    p50_ms: round(percentile(times, 0.5), 2),
    p95_ms: round(percentile(times, 0.95), 2),
    p99_ms: round(percentile(times, 0.99), 2),
  };
}

/** What the additional tenants took, each; they do nothing. */
function perTenant(
  small: Filled,
  large: Filled,
  tenants: number,
): Record<string, string | number>[] {
  const each = (of: keyof Filled) => Math.round((large[of] - small[of]) / tenants);
  return [
    { store: 'database', bytes_per_idle_tenant: each('databaseBytes') },
    { store: 'vectors', bytes_per_idle_tenant: each('vectorBytes') },
    { store: 'originals', bytes_per_idle_tenant: each('objectBytes') },
    { store: 'keys', bytes_per_idle_tenant: each('keyBytes') },
    { store: 'memory of the process', bytes_per_idle_tenant: each('residentBytes') },
  ];
}
