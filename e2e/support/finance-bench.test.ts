import { expect, it } from 'vitest';
import { measureFinance } from '@/bench/support/finance/measure-finance';

/** What the ledger must agree with, however small it is and however slow the machine. */
const SUMS = [
  'showback_sums_that_differ',
  'tenants_not_closed',
  'statements_that_differ_from_the_ledger',
];

it('measures each number that finance has to reach, over a small ledger', async () => {
  const args = ['--rows', '4000', '--tenants', '4', '--rounds', '1'];
  const { targets, not_run } = await measureFinance('finance', args);
  expect(not_run).toEqual([]);
  const bounds = new Map(targets.map(({ id, target }) => [id, target]));
  expect(Object.fromEntries(bounds)).toEqual({
    slowest_showback_ms_p95: '<= 1000',
    showback_sums_that_differ: '<= 0',
    focus_csv_rows_per_second: '>= 50000',
    focus_csv_memory_grown_mib: '<= 64',
    focus_parquet_rows_per_second: '>= 50000',
    focus_parquet_memory_grown_mib: '<= 64',
    'focus-allocated_csv_rows_per_second': '>= 50000',
    'focus-allocated_csv_memory_grown_mib': '<= 64',
    'focus-allocated_parquet_rows_per_second': '>= 50000',
    'focus-allocated_parquet_memory_grown_mib': '<= 64',
    closing_a_month_s: '<= 60',
    tenants_not_closed: '<= 0',
    statements_that_differ_from_the_ledger: '<= 0',
    'anomalies found': '>= 0.9',
    'false alarms of any tenant in any month': '<= 1',
    'forecast error over the straight line’s': '<= 1',
  });
  expect(targets.filter(({ id, pass }) => SUMS.includes(id) && !pass)).toEqual([]);
}, 120_000);
