import { CUSTOMERS } from '@/lib/console/customers';
import type { LedgerFilter } from './schema';

/**
 * Since when and until when (days in UTC, the second not included) a tenant had each plan: a day is the plan's that the tenant
 * has when the day ends, and the first plan is that of all days before.
 */
export const PLAN_DAYS = `(select p.tenant_id, p.plan,
    case when lag(p.since) over w is null then '-infinity'::date else (p.since at time zone 'UTC')::date end as since,
    coalesce((lead(p.since) over w at time zone 'UTC')::date, 'infinity'::date) as until
  from tenant_plan p window w as (partition by p.tenant_id order by p.since))`;

/** Tenants that are in the group now; `group` names its parameter. */
export function ofGroup(group: string): string {
  return `(select m.tenant_id from tenant_group_member m where m.group_id = ${group}::uuid)`;
}

/** Condition on `ledger_entry l` with the parameters $1 to $13 of `filterParams`. */
export const LEDGER_FILTER = `l.at >= $1::date::timestamp at time zone 'UTC'
  and l.at < ($2::date + 1)::timestamp at time zone 'UTC'
  and ($3::uuid is null or l.tenant_id = $3) and ($4::text is null or l.model = $4)
  and ($5::text is null or l.feature = $5) and ($6::text is null or l.account = $6)
  and ($7::text is null or case when strpos($7, ':') = 0 then l.principal_kind
    else tenancy.pseudonym(l.tenant_id, l.principal_kind, l.principal_id) end = $7)
  and ($9::text is null or coalesce(l.tags ->> $8::text, '') = $9)
  and ($10::text is null or exists (select from ${PLAN_DAYS} p where p.tenant_id = l.tenant_id and p.plan = $10
    and (l.at at time zone 'UTC')::date >= p.since and (l.at at time zone 'UTC')::date < p.until))
  and ($11::text is null or l.adjusts is not null or ($11 = 'only' and l.kind = 'call'))
  and ($12::uuid is null or l.tenant_id in ${ofGroup('$12')})
  and ($13::uuid is null or l.id = $13)
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
    filter.who ?? null,
    filter.tag ?? null,
    filter.value ?? null,
    filter.plan ?? null,
    filter.usage ?? null,
    filter.group ?? null,
    filter.entry ?? null,
  ];
}

/** The filter as an audit entry's detail: ids, codes and dates. */
export function filterDetail(filter: LedgerFilter): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
