import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { clock } from '@/lib/clock';
import { exportShowback } from '@/lib/finance/showback/export-showback';
import { SHOWBACK_DIMENSIONS, SHOWBACK_PRESETS } from '@/lib/finance/showback/facts';
import { readShowback } from '@/lib/finance/showback/read-showback';
import { parseShowbackDays, showbackFilter, showbackParams } from '@/lib/finance/showback/schema';
import { parseUsd } from '@/lib/money';
import { exactSums } from '../support/finance/exact-sums';
import type { FinancePart } from '../support/finance/finance-part';
import { atMost, percentile, round } from '../support/report';

/** Every preset by every dimension, each time anew: how long it takes, and whether its lines and totals are the ledger's. */
export const showback: FinancePart = async (report, _store, { rounds }) => {
  const finance = await makePlatformPerson('finance');
  let slowest = 0;
  let differing = 0;
  for (const range of SHOWBACK_PRESETS) {
    const params = showbackParams.parse({ range });
    const days = parseShowbackDays(params, clock().now());
    const filter = showbackFilter(params, days);
    const exact = await exactSums(days.from, days.to);
    for (const by of SHOWBACK_DIMENSIONS) {
      const times: number[] = [];
      for (let n = 0; n < rounds; n += 1) {
        const from = performance.now();
        const { totals } = await readShowback(finance, by, filter, { tag: 'team', page: 1 });
        times.push(performance.now() - from);
        const equal =
          totals.entries === exact.entries &&
          BigInt(totals.costNano) === exact.cost &&
          BigInt(totals.priceNano) === exact.price;
        if (!equal) differing += 1;
      }
      const file = await exportShowback(finance, by, filter, 'team');
      const column = file.header.indexOf('price_usd');
      const sum = file.rows
        .slice(0, -1)
        .reduce((total, row) => total + signed(row[column] ?? ''), 0n);
      if (sum !== exact.price) differing += 1;
      const p95 = percentile(times, 0.95);
      slowest = Math.max(slowest, p95);
      report.results.push({
        measured: `showback ${range} by ${by}`,
        msP50: round(percentile(times, 0.5), 1),
        msP95: round(p95, 1),
        lines: file.rows.length - 1,
      });
    }
  }
  report.targets.push(atMost('slowest_showback_ms_p95', round(slowest, 1), 1000));
  report.targets.push(atMost('showback_sums_that_differ', differing, 0));
};

function signed(usd: string): bigint {
  return usd.startsWith('-') ? -(parseUsd(usd.slice(1)) ?? 0n) : (parseUsd(usd) ?? 0n);
}
