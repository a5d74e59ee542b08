import type { Client } from 'pg';
import { makeTenant } from '@/e2e/support/make-tenant';
import { superuserClient } from '@/e2e/support/superuser-client';
import { foldFleet } from '@/lib/metering/fleet/fold-fleet';
import { foldRows } from '@/lib/metering/rollups/fold-rows';
import { inOrderOfTime, type TimePart } from '../in-order-of-time';
import { withoutIndexes } from '../without-indexes';

const DAYS = 30;
const CHUNK = 250_000;
const AT_ONCE = 8;

export interface Store {
  /** The busiest first. */
  tenants: string[];
  fillSeconds: number;
  foldSeconds: number;
}

/**
 * Requests of thirty days with their ledger rows: tenants by Zipf's law, times log-normal and slower for some, one in fifty
 * failed, one in thirty refused. Past triggers, which a benchmark of reading has no use for; what waits to be folded is put
 * there by hand, and folded by the product's own functions.
 */
export async function fillStore(tenants: number, requests: number): Promise<Store> {
  const ids = await makeTenants(tenants);
  const from = performance.now();
  const client = await superuserClient();
  try {
    await client.query('set session_replication_role = replica');
    await client.query(
      `create temp table zipf as
       select t.id, t.place, sum(1.0 / t.place) over (order by t.place) / sum(1.0 / t.place) over () as until
       from unnest($1::uuid[]) with ordinality t (id, place)`,
      [ids],
    );
    await client.query('create index on zipf (until)');
    await withoutIndexes(client, ['request', 'ledger_entry'], () =>
      inOrderOfTime(requests, CHUNK, (count, part) => addRequests(client, count, part)),
    );
    const two = ids.filter((_, place) => place === 0 || place === Math.floor(tenants / 2));
    await client.query(
      `insert into rollup_touch (tenant_id, grain, bucket, due)
       select distinct tenant_id, 'minute', date_bin('1 minute', started_at, timestamptz 'epoch'), now() from request
       where tenant_id = any($1)`,
      [two],
    );
    await client.query(
      `insert into fleet_touch (tenant_id, bucket, due)
       select distinct tenant_id, date_bin('5 minutes', started_at, timestamptz 'epoch'), now() from request
       on conflict do nothing`,
    );
    await client.query('analyze request, ledger_entry, fleet_touch, rollup_touch');
    const filled = performance.now();
    await foldRows();
    await client.query('update fleet_touch set due = now()');
    await foldFleet();
    await client.query('vacuum analyze fleet_rollup, usage_rollup');
    return {
      tenants: ids,
      fillSeconds: (filled - from) / 1000,
      foldSeconds: (performance.now() - filled) / 1000,
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

async function addRequests(client: Client, count: number, { ago, share }: TimePart): Promise<void> {
  await client.query(
    `with drawn as materialized (
       select gen_random_uuid() as id, random() as whose, now() - ($2::float8 - $3::float8 * random()) * interval '${DAYS} days' as at, random() as fate,
         exp(7 + 0.6 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())) as ms
       from generate_series(1, $1)
     ), placed as materialized (
       select d.*, z.id as tenant_id, d.ms * (1 + z.place % 5) as latency
       from drawn d cross join lateral (select * from zipf z where z.until >= d.whose order by z.until limit 1) z order by d.at
     ), asked as (
       insert into request (tenant_id, id, principal_kind, principal_id, feature, outcome, error_code, model, policy_version,
         started_at, latency_ms, first_token_ms, stages, input_tokens, output_tokens, cost_nano, price_nano)
       select p.tenant_id, p.id, 'user', p.id, 'chat',
         case when p.fate < 0.02 then 'error' when p.fate < 0.053 then 'refused' else 'ok' end,
         case when p.fate < 0.02 then 'model_unavailable' when p.fate < 0.053 then 'rate_limited' end,
         'claude-haiku-5-5', 1, p.at, p.latency, case when p.fate >= 0.053 then p.latency / 4 end,
         jsonb_build_array(jsonb_build_object('stage', 'queue', 'startMs', 0, 'ms', p.latency * p.fate / 10),
           jsonb_build_object('stage', 'generate', 'startMs', 100, 'ms', p.latency * 0.8)),
         1000, 200, 1000000, 1400000
       from placed p
     )
     insert into ledger_entry (tenant_id, id, request_id, call_ordinal, at, principal_kind, principal_id, feature, model, outcome,
       input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cost_version,
       price_version, cost_nano, price_nano, estimated, account, batch)
     select p.tenant_id, gen_random_uuid(), p.id, 0, p.at, 'user', p.id, 'chat', 'claude-haiku-5-5', 'complete', 1000, 200, 0, 0,
       0, 1, 2, 1000000, 1400000, false, 'platform', false
     from placed p where p.fate >= 0.053`,
    [count, ago, share],
  );
}

export interface Exact {
  tenantId: string;
  p50: number;
  p95: number;
  p99: number;
}

/** The percentiles of the rows themselves, by nearest rank. */
export async function exactPercentiles(
  tenants: readonly string[],
  from: string,
  to: string,
): Promise<Exact[]> {
  const client = await superuserClient();
  try {
    const { rows } = await client.query<Exact>(
      `select tenant_id as "tenantId", percentile_disc(0.5) within group (order by latency_ms) as p50,
         percentile_disc(0.95) within group (order by latency_ms) as p95,
         percentile_disc(0.99) within group (order by latency_ms) as p99
       from request where tenant_id = any($1) and started_at >= $2 and started_at < $3 and outcome <> 'refused' group by 1`,
      [tenants, from, to],
    );
    return rows;
  } finally {
    await client.end();
  }
}

/** Where a trace is looked at. */
export async function someRequest(tenantId: string): Promise<string> {
  const client = await superuserClient();
  try {
    const { rows } = await client.query<{ id: string }>(
      'select id from request where tenant_id = $1 order by started_at desc limit 1',
      [tenantId],
    );
    return rows[0]?.id ?? '';
  } finally {
    await client.end();
  }
}
