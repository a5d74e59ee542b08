import type { Client } from 'pg';
import { makeTenant } from '@/e2e/support/make-tenant';
import { superuserClient } from '@/e2e/support/superuser-client';
import { foldLedger } from '@/lib/metering/ledger-days/fold-ledger';
import { inOrderOfTime, type TimePart } from '../in-order-of-time';
import { withoutIndexes } from '../without-indexes';

/** Enough for a year and the year's days before. */
const DAYS = 400;
const CHUNK = 250_000;
/** Of so many entries one corrects the one before it. */
const EVERY = 50;
const AT_ONCE = 8;

export interface LedgerStore {
  /** The busiest first. */
  tenants: string[];
  fillSeconds: number;
  foldSeconds: number;
  /** Rows of kept sums. */
  foldedRows: number;
}

/**
 * Entries of four hundred days: tenants by Zipf's law, five features, four models, twenty people and four keys a tenant, every
 * second with a tag, one in fifty a correction, one in ten of the tenant's own account. Past triggers; what waits is put there by
 * hand, and folded by the product's own function, where kept sums are looked at. Of today all tenants wait, as with traffic.
 */
export async function fillLedger(
  tenants: number,
  rows: number,
  folds: boolean,
): Promise<LedgerStore> {
  const ids = await makeTenants(tenants);
  const from = performance.now();
  const client = await superuserClient();
  try {
    await client.query('set session_replication_role = replica');
    await client.query(
      `create temp table zipf as
       select t.id, sum(1.0 / t.place) over (order by t.place) / sum(1.0 / t.place) over () as until
       from unnest($1::uuid[]) with ordinality t (id, place)`,
      [ids],
    );
    await client.query('create index on zipf (until)');
    await withoutIndexes(client, ['ledger_entry'], () =>
      inOrderOfTime(rows, CHUNK, (count, part) => addEntries(client, count, part)),
    );
    await client.query(
      `insert into ledger_touch (tenant_id, day, due)
       select distinct tenant_id, (at at time zone 'UTC')::date, now() from ledger_entry on conflict do nothing`,
    );
    await client.query('vacuum analyze ledger_entry');
    await client.query('analyze ledger_touch, tenant, tenant_plan');
    const filled = performance.now();
    if (folds) await foldLedger();
    const folded = performance.now();
    await client.query(
      `insert into ledger_touch (tenant_id, day, due)
       select id, (now() at time zone 'UTC')::date, now() + interval '1 day' from zipf on conflict do nothing`,
    );
    await client.query('vacuum analyze ledger_rollup, ledger_touch');
    const { rows: counted } = await client.query<{ n: number }>(
      'select count(*)::int as n from ledger_rollup',
    );
    return {
      tenants: ids,
      fillSeconds: (filled - from) / 1000,
      foldSeconds: (folded - filled) / 1000,
      foldedRows: counted[0]?.n ?? 0,
    };
  } finally {
    await client.end();
  }
}

async function makeTenants(count: number): Promise<string[]> {
  const ids: string[] = [];
  let left = count;
  const worker = async () => {
    while (left-- > 0) ids.push((await makeTenant('professional')).ctx.tenantId);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return ids;
}

async function addEntries(client: Client, count: number, { ago, share }: TimePart): Promise<void> {
  await client.query(
    `with drawn as materialized (
       select n % ${EVERY} = 0 as corrects, gen_random_uuid() as id, random() as whose,
         date_trunc('day', now()) + interval '1 hour' - ($2::float8 - $3::float8 * random()) * interval '${DAYS} days' as at,
         floor(random() * 24)::int as who, floor(random() * 5)::int as what, floor(random() * 4)::int as model,
         floor(random() * 5000)::bigint as tokens, random() as fate, floor(random() * 10)::int as team,
         row_number() over (order by n) as place
       from generate_series(1, $1) n
     ), entry as materialized (
       -- A correction is the tenant's of the call before it, and later than that.
       select d.*, case when d.corrects then lag(d.id) over w end as adjusts,
         case when d.corrects then lag(d.whose) over w else d.whose end as of,
         case when d.corrects then lag(d.at) over w + random() * (now() - lag(d.at) over w) else d.at end as booked
       from drawn d window w as (order by d.place)
     )
     insert into ledger_entry (tenant_id, id, request_id, call_ordinal, at, kind, adjusts, reason, principal_kind, principal_id,
       feature, tags, model, outcome, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, cost_version, price_version, cost_nano, price_nano, estimated, account, batch)
     select z.id, d.id, gen_random_uuid(), 0, d.booked, case when d.corrects then 'adjustment' else 'call' end, d.adjusts, '',
       case when d.who < 20 then 'user' else 'key' end,
       md5(z.id::text || d.who)::uuid, (array['chat', 'answers', 'messages', 'ingest', 'eval'])[d.what + 1],
       case when d.team < 5 then jsonb_build_object('team', 'team ' || d.team) else '{}' end,
       (array['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5', 'encoder'])[d.model + 1], 'complete', d.tokens,
       d.tokens / 5, d.tokens * 2, 0, 0, 1, 2, case when d.fate > 0.9 then 0 else d.tokens * 1700 + d.who end,
       d.tokens * 2400 + d.team, false, case when d.fate > 0.9 then 'own' else 'platform' end, false
     from entry d cross join lateral (select * from zipf z where z.until >= d.of order by z.until limit 1) z
     order by d.booked`,
    [count, ago, share],
  );
}
