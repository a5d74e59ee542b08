import { CUSTOMERS } from '@/lib/console/customers';
import type { LedgerFilter } from './schema';

/** Condition on `ledger_entry l` with the parameters $1 to $6 of `filterParams`. */
export const LEDGER_FILTER = `l.at >= $1::date::timestamp at time zone 'UTC'
  and l.at < ($2::date + 1)::timestamp at time zone 'UTC'
  and ($3::uuid is null or l.tenant_id = $3) and ($4::text is null or l.model = $4)
  and ($5::text is null or l.feature = $5) and ($6::text is null or l.account = $6)
  and l.tenant_id in ${CUSTOMERS}`;

/** Of the ledger's rows `l`, what finance charged or credited for a month as a whole: no usage. */
export const OF_MONTHS = "l.kind = 'adjustment' and l.adjusts is null";

export function filterParams(filter: LedgerFilter): unknown[] {
  return [
    filter.from,
    filter.to,
    filter.tenant ?? null,
    filter.model ?? null,
    filter.feature ?? null,
    filter.account ?? null,
  ];
}

/** The filter as an audit entry's detail: ids, codes and dates. */
export function filterDetail(filter: LedgerFilter): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
