import { superuserClient } from '@/e2e/support/superuser-client';

export interface ExactSums {
  entries: number;
  cost: bigint;
  price: bigint;
}

/** Of the rows themselves, in the days (UTC), both included. */
export async function exactSums(from: string, to: string): Promise<ExactSums> {
  const row = await readOne<{ entries: number; cost: string; price: string }>(
    `select count(*)::int as entries, coalesce(sum(cost_nano), 0)::text as cost, coalesce(sum(price_nano), 0)::text as price
     from ledger_entry where at >= $1::date::timestamp at time zone 'UTC' and at < ($2::date + 1)::timestamp at time zone 'UTC'`,
    [from, to],
  );
  return {
    entries: row?.entries ?? 0,
    cost: BigInt(row?.cost ?? 0),
    price: BigInt(row?.price ?? 0),
  };
}

/**
 * What a month's calls come to where each tenant is, with what was corrected of them until the month's end; and what the usage
 * lines of its statements say. Nano-dollars.
 */
export async function exactMonth(month: string): Promise<{ ledger: bigint; billed: bigint }> {
  const row = await readOne<{ ledger: string; billed: string }>(
    `select (select coalesce(sum(l.price_nano), 0)::text from ledger_entry l join tenant t on t.id = l.tenant_id
         left join ledger_entry c on c.tenant_id = l.tenant_id and c.id = l.adjusts
       where to_char(coalesce(c.at, l.at) at time zone t.time_zone, 'YYYY-MM') = $1
         and to_char(l.at at time zone t.time_zone, 'YYYY-MM') <= $1) as ledger,
       (select coalesce(sum((line ->> 'amountNano')::numeric), 0)::text
        from issued_statement s cross join jsonb_array_elements(s.document -> 'lines') line
        where s.kind = 'statement' and s.month = $1 and line ->> 'kind' = 'usage') as billed`,
    [month],
  );
  return { ledger: BigInt(row?.ledger ?? 0), billed: BigInt(row?.billed ?? 0) };
}

async function readOne<Row extends object>(
  text: string,
  params: readonly unknown[],
): Promise<Row | undefined> {
  const client = await superuserClient();
  try {
    return (await client.query<Row>(text, [...params])).rows[0];
  } finally {
    await client.end();
  }
}
