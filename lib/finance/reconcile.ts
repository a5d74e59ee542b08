import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { ReconciledTenant, Reconciliation } from './schema';

interface StoredSums {
  id: string;
  name: string;
  ledger: string;
  ledger_tokens: string;
  counters: string;
  counter_tokens: string;
  requests: string;
  unrecorded: string;
}

// A call belongs to the month whose counter its reservation held, also when it ended after midnight; months
// are the tenant's own. Two days into its month a counter names it also after the tenant's zone was changed.
// A request's row holds the sum of its calls: for one whose calls lie in two months, what the other
// month's calls cost is taken off. Calls whose process ended before it could write the request's row
// have none; they are shown apart. A correction counts in the month of its call, whose request keeps what it was
// charged then; an adjustment of a month as a whole is no usage and in none of the three.
const QUERY = `
  with call as (
    select l.tenant_id, l.request_id, l.price_nano as price, l.kind,
      l.input_tokens + l.output_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens as tokens,
      date_trunc('month', coalesce((select (s ->> 'periodStart')::timestamptz at time zone t.time_zone + interval '2 days'
         from jsonb_array_elements(v.scopes) s where s ->> 'scope' = 'tenant' and s ->> 'period' = 'month'),
        l.at at time zone t.time_zone))::date as month
    from ledger_entry l join tenant t on t.id = l.tenant_id
    left join reservation v on v.tenant_id = l.tenant_id and v.request_id = l.request_id and v.call_ordinal = l.call_ordinal
    where l.at >= $1::date::timestamp at time zone 'UTC' - interval '2 days'
      and (l.at < ($1::date + interval '1 month' + interval '2 days')::timestamp at time zone 'UTC' or l.kind = 'adjustment')
      and (l.kind = 'call' or l.adjusts is not null)
  ), per_request as (
    select tenant_id, request_id, coalesce(sum(price) filter (where month = $1), 0) as price,
      coalesce(sum(price) filter (where month <> $1 and kind = 'call'), 0) as elsewhere,
      coalesce(sum(price) filter (where month = $1 and kind = 'adjustment'), 0) as corrected,
      coalesce(sum(tokens) filter (where month = $1), 0) as tokens
    from call group by 1, 2 having bool_or(month = $1)
  ), ledger as (
    select p.tenant_id, sum(p.price) as price, sum(p.tokens) as tokens,
      coalesce(sum(r.price_nano - p.elsewhere + p.corrected), 0) as requests,
      coalesce(sum(p.price) filter (where r.id is null), 0) as unrecorded
    from per_request p
    left join request r on r.tenant_id = p.tenant_id and r.id = p.request_id
    group by 1
  ), uncalled as (
    select r.tenant_id, sum(r.price_nano) as price from request r join tenant t on t.id = r.tenant_id
    where r.started_at >= $1::date::timestamp at time zone t.time_zone
      and r.started_at < ($1::date + interval '1 month')::timestamp at time zone t.time_zone and r.price_nano > 0
      and not exists (select from ledger_entry l where l.tenant_id = r.tenant_id and l.request_id = r.id)
    group by 1
  ), counter as (
    select b.tenant_id, sum(b.used_nano) as price, sum(b.used_tokens) as tokens
    from budget_counter b join tenant t on t.id = b.tenant_id
    where b.scope = 'tenant' and b.scope_id = b.tenant_id::text and b.period = 'month'
      and b.period_start > $1::date::timestamp at time zone 'UTC' - interval '3 days'
      and b.period_start < $1::date::timestamp at time zone 'UTC' + interval '3 days'
      and date_trunc('month', b.period_start at time zone t.time_zone + interval '2 days')::date = $1
    group by 1
  )
  select t.id, t.name, coalesce(l.price, 0)::text as ledger, coalesce(l.tokens, 0)::text as ledger_tokens,
    coalesce(c.price, 0)::text as counters, coalesce(c.tokens, 0)::text as counter_tokens,
    (coalesce(l.requests, 0) + coalesce(u.price, 0))::text as requests, coalesce(l.unrecorded, 0)::text as unrecorded
  from tenant t left join ledger l on l.tenant_id = t.id left join counter c on c.tenant_id = t.id
    left join uncalled u on u.tenant_id = t.id
  order by t.name, t.id`;

/**
 * Compares the ledger of a month (`YYYY-MM`, of each tenant's own calendar) with the budgets that were counted down and the requests
 * that were recorded, tenant by tenant, to the nano-dollar and the token. All in one statement, so that
 * a call settled meanwhile is in all of them or in none.
 */
export async function reconcile(ctx: PlatformContext, month: string): Promise<Reconciliation> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'ledger.reconcile',
    reason: 'Compared ledger, budgets and requests',
    detail: { month },
    fold: '5 minutes',
  };
  const rows = await withPlatform(ctx, why, (sql) => sql<StoredSums>(QUERY, [`${month}-01`]));
  const tenants = rows.map(toReconciled);
  return {
    month,
    agrees: tenants.every(agrees),
    ledgerNano: tenants.reduce((sum, row) => sum + BigInt(row.ledgerNano), 0n).toString(),
    tenants,
  };
}

function agrees(row: ReconciledTenant): boolean {
  return (
    row.counterDifferenceNano === '0' &&
    row.counterDifferenceTokens === '0' &&
    row.requestDifferenceNano === '0'
  );
}

function toReconciled(row: StoredSums): ReconciledTenant {
  const ledger = BigInt(row.ledger);
  return {
    id: row.id,
    name: row.name,
    ledgerNano: row.ledger,
    countersNano: row.counters,
    requestsNano: row.requests,
    unrecordedNano: row.unrecorded,
    ledgerTokens: row.ledger_tokens,
    counterTokens: row.counter_tokens,
    counterDifferenceNano: (ledger - BigInt(row.counters)).toString(),
    counterDifferenceTokens: (BigInt(row.ledger_tokens) - BigInt(row.counter_tokens)).toString(),
    requestDifferenceNano: (ledger - BigInt(row.requests) - BigInt(row.unrecorded)).toString(),
  };
}
