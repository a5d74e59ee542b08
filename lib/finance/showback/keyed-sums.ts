import { CUSTOMERS } from '@/lib/console/customers';
import { ofGroup, PLAN_DAYS } from '../ledger-filter';
import type { LedgerFilter } from '../schema';
import { entryColumns, SUM_COLUMNS, USAGE } from './entry-columns';
import type { ShowbackDimension } from './facts';
import { type Bind, type Cut, keptParts } from './kept-parts';
import type { DaySpan } from './schema';
import { splitSpan } from './spans';

export interface Asked {
  by: ShowbackDimension | 'total' | 'month';
  filter: Omit<LedgerFilter, 'from' | 'to'>;
  /** The tag that is grouped by. */
  tag?: string;
  /** Only theirs are looked at. */
  tenants?: readonly string[];
}

/** Which kept sums answer it; null where it asks for what they do not keep together, and entries are added up. */
export function cutOf({ by, filter }: Asked): Cut | null {
  const needs = new Set<Cut>();
  if (by === 'feature' || by === 'model' || filter.feature || filter.model) needs.add('use');
  if (by === 'user' || by === 'key' || filter.who) needs.add('who');
  if (by === 'tag' || filter.value !== undefined) needs.add('tag');
  const [only = 'all'] = needs;
  if (needs.size > 1) return null;
  return filter.account && (only === 'who' || only === 'tag') ? null : only;
}

const KEY: Record<Asked['by'], string> = {
  tenant: 'p.tenant_id::text',
  plan: 'd.plan',
  feature: 'p.feature',
  model: 'p.model',
  // What neither a person nor a key asked for goes by what did.
  user: `case when p.who like 'user:%' then p.who else split_part(p.who, ':', 1) end`,
  key: `case when p.who like 'key:%' then p.who else split_part(p.who, ':', 1) end`,
  tag: 'p.value',
  day: 'p.bucket::text',
  month: `to_char(p.bucket, 'YYYY-MM')`,
  total: `''`,
};

/**
 * Common table expressions that end with `keyed`, with a line for each key: `key`, `owner` (the tenant of a person or key, null
 * otherwise) and the columns of kept sums; of the customers' usage of the span.
 */
export function keyedSums(asked: Asked, span: DaySpan, bind: Bind): string {
  const { by, filter } = asked;
  const byPlan = by === 'plan' || filter.plan !== undefined;
  const tag = bind(asked.tag ?? filter.tag ?? '');
  const tenant = filter.tenant && bind(filter.tenant);
  const group = filter.group && bind(filter.group);
  const tenants = asked.tenants && bind(asked.tenants);
  const ofTenants = (table: string) =>
    [
      ...(tenant ? [`${table}.tenant_id = ${tenant}::uuid`] : []),
      ...(group ? [`${table}.tenant_id in ${ofGroup(group)}`] : []),
      ...(tenants ? [`${table}.tenant_id = any (${tenants}::uuid[])`] : []),
      `${table}.tenant_id in ${CUSTOMERS}`,
    ].join(' and ');
  const cut = cutOf(asked);
  const source = cut
    ? keptParts(cut, splitSpan(span, by === 'day' || byPlan), { bind, tag, ofTenants })
    : `part as (select ${entryColumns(tag)} from ledger_entry l
        where l.at >= ${bind(span.from)}::date::timestamp at time zone 'UTC'
          and l.at < (${bind(span.to)}::date + 1)::timestamp at time zone 'UTC' and ${USAGE} and ${ofTenants('l')})`;
  const plans = `join ${PLAN_DAYS} d on d.tenant_id = p.tenant_id and p.bucket >= d.since and p.bucket < d.until`;
  return `with ${source}, keyed as materialized (
    select ${KEY[by]} as key, ${by === 'user' || by === 'key' ? 'p.tenant_id' : 'null::uuid'} as owner,
      ${SUM_COLUMNS.map((sum) => `sum(p.${sum}) as ${sum}`).join(', ')}
    from part p ${byPlan ? plans : ''} where ${conditions(filter, bind)}
    group by 1, 2 having sum(p.entries) <> 0
  )`;
}

function conditions(filter: Asked['filter'], bind: Bind): string {
  const meant: [string, string | undefined][] = [
    ['p.feature', filter.feature],
    ['p.model', filter.model],
    ['p.account', filter.account],
    [filter.who?.includes(':') ? 'p.who' : `split_part(p.who, ':', 1)`, filter.who],
    ['p.value', filter.value],
    ['d.plan', filter.plan],
  ];
  return [
    'true',
    ...meant.flatMap(([column, value]) =>
      value === undefined ? [] : [`${column} = ${bind(value)}`],
    ),
  ].join(' and ');
}
