import { hrefWith, type Params } from '@/components/console/href';
import type { DaySpan } from '@/lib/finance/showback/schema';

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
