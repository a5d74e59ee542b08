import { CUSTOMERS } from '@/lib/console/customers';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { dayOf } from '../schema';
import { readLines } from '../showback/read-lines';
import { nextMonth } from '../showback/spans';

/** A tenant that may have a part of a month's shared costs, also one that is erased: what was its part stays its part. */
export interface Holder {
  id: string;
  name: string;
  erased: boolean;
  /** Whether it was there in the month; somebody else can still have been given fixed parts. */
  there: boolean;
  /** Cost of its usage in the month, nano-dollars. */
  own: bigint;
}

interface StoredHolder {
  id: string;
  name: string;
  erased: boolean;
  there: boolean;
  gone: string;
}

/** Of the month that begins on the day `first` (UTC): who was there, and those who are `named` in fixed parts. */
export async function readHolders(
  sql: PlatformSql,
  first: string,
  named: readonly string[],
): Promise<Holder[]> {
  const until = nextMonth(first);
  const span = { from: first, to: dayOf(Date.parse(until) - 86_400_000) };
  const used = await readLines(sql, { by: 'tenant', filter: {} }, span);
  const own = new Map(used.lines.map((line) => [line.key, BigInt(line.costNano)]));
  const stored = await sql<StoredHolder>(
    `with month as (
       select $1::date::timestamp at time zone 'UTC' as starts, $2::date::timestamp at time zone 'UTC' as ends
     ), holder as (
       select t.id, t.name, false as erased, t.created_at < m.ends as there
       from tenant t cross join month m where t.id in ${CUSTOMERS}
       union all
       select e.id, e.name, true, e.created_at < m.ends and e.started_at >= m.starts
       from erased_tenant e cross join month m where not exists (select from tenant t where t.id = e.id)
     ), gone as (
       -- Also of one that is being erased, whose ledger is partly here by now.
       select s.erased_id as id, sum(s.cost_nano) as cost from erased_totals s where s.month = $1::date group by 1
     )
     select h.id, h.name, h.erased, h.there, coalesce(g.cost, 0)::text as gone from holder h left join gone g on g.id = h.id
     where h.there or g.cost <> 0 or h.id = any ($3::uuid[]) order by h.name, h.id`,
    [first, until, named],
  );
  return stored.map(({ gone, ...row }) => ({
    ...row,
    own: (own.get(row.id) ?? 0n) + BigInt(gone),
  }));
}
