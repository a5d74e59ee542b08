import { parseArgs } from 'node:util';
import { showback } from '../../finance/showback';
import { type BenchReport, newReport, round } from '../report';
import { fillLedger } from './fill-ledger';
import type { FinancePart } from './finance-part';

/** Each measures one thing that finance does over the same ledger. */
const PARTS: Readonly<Record<string, FinancePart>> = { showback };

export async function measureFinance(name: string, args: string[]): Promise<BenchReport> {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: 'string', default: '10000000' },
      tenants: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '7' },
      parts: { type: 'string', default: Object.keys(PARTS).join(',') },
    },
  });
  const report = newReport(name, ['each report anew']);
  const store = await fillLedger(Number(values.tenants), Number(values.rows));
  report.results.push({
    measured: 'store',
    tenants: store.tenants.length,
    rows: Number(values.rows),
    fillSeconds: round(store.fillSeconds, 1),
    foldSeconds: round(store.foldSeconds, 1),
    foldedRows: store.foldedRows,
  });
  for (const each of values.parts.split(',')) {
    const part = PARTS[each];
    if (part) await part(report, store, Number(values.rounds));
    else report.not_run.push(`${each}: there is no such part`);
  }
  return report;
}
