import { parseArgs } from 'node:util';
import { atLeast, atMost, type BenchReport, newReport, round } from '../report';
import { appendCost } from './append-cost';
import { measureFaults } from './faults/measure-faults';
import { tamperEverywhere } from './tamper-everywhere';
import { verifyTime } from './verify-time';

export async function measureAudit(name: string, args: string[]): Promise<BenchReport> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '1000' },
      entries: { type: 'string', default: '1000000' },
      log: { type: 'string', default: '1000' },
      faults: { type: 'string' },
    },
  });
  const report = newReport(name, ['bare transaction', 'with its audit entry']);
  const cost = await appendCost(Number(values.rounds));
  report.results.push({ measured: 'append', ...cost });
  report.targets.push(atMost('append_ms_p50', round(cost.addedMsP50), 0.5));
  const verified = await verifyTime(Number(values.entries));
  report.results.push({ measured: 'verify offline', ...verified });
  report.targets.push(
    atLeast('verified_entries', verified.entries, 1_000_000),
    atMost('verify_seconds', verified.seconds, 60),
  );
  for (const found of await tamperEverywhere(Number(values.log))) {
    report.results.push({ measured: found.how, ...found });
    report.targets.push(atMost(`missed_${found.how.replaceAll(' ', '_')}`, found.missed, 0));
  }
  const { results, untried } = await measureFaults(values.faults);
  for (const { problem, ...result } of results) {
    report.results.push({ measured: 'faults', ...result });
    if (problem) report.not_run.push(`faults in ${result.action}: ${problem}`);
  }
  const unequal = results.reduce((sum, each) => sum + each.unequal, 0);
  report.targets.push(atMost('changes_and_entries_unequal', unequal, 0));
  if (untried.length > 0) report.not_run.push(`faults in ${untried.join(', ')}`);
  return report;
}
