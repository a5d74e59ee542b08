import { parseArgs } from 'node:util';
import { measureAnomalies } from '../../finance/anomalies';
import { closeMonth } from '../../finance/close-month';
import { focus } from '../../finance/focus-export';
import { measureForecast } from '../../finance/forecast';
import { showback } from '../../finance/showback';
import { atMost, type BenchReport, newReport, round } from '../report';
import { fillLedger } from './fill-ledger';
import type { FinancePart } from './finance-part';

/** Each measures one thing that finance does: over the same ledger, or over a generated year of usage. */
const PARTS: Readonly<Record<string, FinancePart>> = {
  showback,
  focus,
  close: closeMonth,
  anomalies: async (report) => addTo(report, measureAnomalies()),
  forecast: async (report) => addTo(report, measureForecast()),
};

export async function measureFinance(name: string, args: string[]): Promise<BenchReport> {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: 'string', default: '10000000' },
      tenants: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '7' },
      days: { type: 'string', default: '400' },
      parts: { type: 'string', default: Object.keys(PARTS).join(',') },
    },
  });
  const report = newReport(name, ['each report anew']);
  const parts = values.parts.split(',');
  const store = await fillLedger(
    Number(values.tenants),
    Number(values.rows),
    parts.includes('showback'),
  );
  report.results.push({
    measured: 'store',
    tenants: store.tenants.length,
    rows: Number(values.rows),
    fillSeconds: round(store.fillSeconds, 1),
    foldSeconds: round(store.foldSeconds, 1),
    foldedRows: store.foldedRows,
  });
  const options = { rounds: Number(values.rounds), days: Number(values.days) };
  for (const each of parts) {
    const part = PARTS[each];
    if (!part) report.not_run.push(`${each}: there is no such part`);
    else await runPart(each, () => part(report, store, options), report);
  }
  return report;
}

/** One that fails takes nothing from what the others measured, and is a target that was missed. */
async function runPart(name: string, run: () => Promise<void>, report: BenchReport): Promise<void> {
  try {
    await run();
  } catch (error) {
    report.not_run.push(`${name}: ${(error as Error).message}`);
    report.targets.push(atMost(`${name}_that_failed`, 1, 0));
  }
}

function addTo(
  report: BenchReport,
  { results, targets }: Pick<BenchReport, 'results' | 'targets'>,
): void {
  report.results.push(...results);
  report.targets.push(...targets);
}
