import { parseArgs } from 'node:util';
import { measureBounds } from './support/fairness/measure-bounds';
import { measureFlood } from './support/fairness/measure-flood';
import { measureReturn } from './support/fairness/measure-return';
import { measureSharedFlood } from './support/fairness/measure-shared-flood';
import { measureTiers } from './support/fairness/measure-tiers';
import { type BenchReport, newReport } from './support/report';

export const name = 'fairness';

/**
 * What one tenant's load does to others, under the fair queue and under FIFO: floods in real time, also with the queue in
 * Redis; shares of tiers, a return from idle and random schedules in simulated time. Arguments: `--seconds N` of each flood,
 * `--seeds N`, `--schedules N`.
 */
export async function run(args: string[]): Promise<BenchReport> {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args,
    options: { seconds: text('80'), seeds: text('20'), schedules: text('1000000') },
  });
  const report = newReport(name, ['fair', 'FIFO', 'no flood']);
  await measureFlood(report, Number(values.seconds));
  await measureSharedFlood(report, Number(values.seconds));
  measureTiers(report, Number(values.seeds));
  measureReturn(report, Number(values.seeds));
  measureBounds(report, Number(values.schedules));
  return report;
}
