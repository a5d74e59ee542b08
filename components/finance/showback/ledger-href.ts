import { hrefWith, type Params } from '@/components/console/href';
import type { DaySpan } from '@/lib/finance/showback/schema';

/** Of a month `YYYY-MM`, in UTC. */
export function daysOfMonth(month: string): DaySpan {
  const [year, number] = month.split('-').map(Number);
  const last = new Date(Date.UTC(year ?? 0, number ?? 1, 0)).getUTCDate();
  return { from: `${month}-01`, to: `${month}-${last}` };
}

/** The ledger's rows of the days with the report's filters, some of them changed. A value may be empty: it is of a tag. */
export function ledgerHref(
  params: Params,
  span: DaySpan,
  changes: Record<string, string | null> = {},
): string {
  const report = { by: null, page: null, measure: null, range: null, older: null, newer: null };
  const href = hrefWith('/finance/ledger', params, {
    ...report,
    from: span.from,
    to: span.to,
    usage: 'only',
    ...changes,
  });
  return changes.value === '' ? `${href}&value=` : href;
}
