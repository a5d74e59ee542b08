import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { superuserClient } from '@/e2e/support/superuser-client';
import { expireRollups } from '@/lib/db/credentials';
import { withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { foldRows } from './fold-rows';
import { type RolledUsage, readOwnRollups, readRollups, type Span } from './read-rollups';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const iso = (ms: number) => new Date(ms).toISOString();
/** Midnight in UTC of five days ago, all of which is over and young enough for every grain. */
const START = Math.floor(Date.now() / DAY) * DAY - 5 * DAY;

let operator: PlatformContext;
beforeAll(async () => {
  operator = await makePlatformPerson('operator');
});

async function newTenant(zone = 'UTC'): Promise<MadeTenant> {
  const made = await makeTenant();
  await asSuperuser('update tenant set time_zone = $2 where id = $1', [made.ctx.tenantId, zone]);
  return made;
}

/** All that waits, without the second that a busy minute is left alone. */
async function fold(tenant: MadeTenant): Promise<number> {
  const { tenantId } = tenant.ctx;
  await asSuperuser(
    "update rollup_touch set due = clock_timestamp() where tenant_id = $1 and grain = 'minute'",
    [tenantId],
  );
  return foldRows();
}

const spanOf = (tenant: MadeTenant, from: number, to: number): Span => ({
  tenantId: tenant.ctx.tenantId,
  from: iso(from),
  to: iso(to),
});

const read = (spans: Span[], apart = false) =>
  withPlatform(operator, { action: 'test.read', reason: 'test' }, (sql) =>
    readRollups(sql, spans, apart),
  );

/** The same sums from the rows alone. */
async function fromRows(spans: Span[]) {
  return asSuperuser<{ ok: string; price: string; cost: string; input: string }>(
    `select (select count(*) from request r where r.tenant_id = s.t and r.started_at >= s.f and r.started_at < s.e)::text as ok,
       coalesce(sum(l.price_nano), 0)::text as price, coalesce(sum(l.cost_nano), 0)::text as cost,
       coalesce(sum(l.input_tokens), 0)::text as input
     from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) with ordinality s (t, f, e, n)
     left join ledger_entry l on l.tenant_id = s.t and l.at >= s.f and l.at < s.e group by s.n, s.t, s.f, s.e order by s.n`,
    [spans.map((s) => s.tenantId), spans.map((s) => s.from), spans.map((s) => s.to)],
  );
}

const shortOf = (usage: RolledUsage[]) => ({
  ok: String(usage.reduce((sum, each) => sum + each.ok, 0)),
  price: String(usage.reduce((sum, each) => sum + each.price, 0n)),
  cost: String(usage.reduce((sum, each) => sum + each.cost, 0n)),
  input: String(usage.reduce((sum, each) => sum + each.inputTokens, 0)),
});

async function expectExact(spans: Span[]) {
  expect((await read(spans)).map(shortOf)).toEqual(await fromRows(spans));
  expect((await read(spans, true)).map(shortOf)).toEqual(await fromRows(spans));
}

const rollups = (tenant: MadeTenant) =>
  asSuperuser<{ grain: string; bucket: Date; ends: Date; price_nano: bigint }>(
    'select grain, bucket, ends, price_nano from usage_rollup where tenant_id = $1 order by grain, bucket',
    [tenant.ctx.tenantId],
  );

describe('rollups', () => {
  it('are exact for every span before, between and after folding, whatever the span cuts', async () => {
    const tenant = await newTenant();
    const add = (i: number) =>
      addUsage(tenant.ctx, {
        at: new Date(START + ((i * 7919) % 4320) * MINUTE + (i % 60) * 1000),
        price: BigInt(i * 3 + 1),
        cost: BigInt(i + 1),
        model: i % 3 ? 'claude-haiku-5-5' : 'claude-sonnet-5',
        feature: i % 2 ? 'chat' : 'search',
      });
    const spans = [
      [0, 3 * DAY],
      [DAY, 2 * DAY],
      [90_500, 3 * DAY - 77_777],
      [DAY - 7 * MINUTE, DAY + 8 * MINUTE],
      [11 * 60 * MINUTE, 11 * 60 * MINUTE + 30_000],
      ...Array.from({ length: 24 }, (_, h) => [DAY + h * 60 * MINUTE, DAY + (h + 1) * 60 * MINUTE]),
    ].map(([from = 0, to = 0]) => spanOf(tenant, START + from, START + to));
    for (let i = 0; i < 80; i++) await add(i);
    await expectExact(spans);
    expect(await fold(tenant)).toBeGreaterThan(0);
    await expectExact(spans);
    for (let i = 80; i < 110; i++) await add(i);
    await expectExact(spans);
    await fold(tenant);
    await expectExact(spans);
    expect(await fold(tenant)).toBe(0);
    await expireRollups();
    await expectExact(spans);
    const grains = new Set((await rollups(tenant)).map((row) => row.grain));
    expect(grains).toEqual(new Set(['minute', 'quarter', 'day']));
    // Were the rows read instead, nothing above would have told.
    await asSuperuser('update usage_rollup set price_nano = price_nano + 1 where tenant_id = $1', [
      tenant.ctx.tenantId,
    ]);
    const [whole] = await read(spans);
    const [rows] = await fromRows(spans);
    expect(BigInt(shortOf(whole ?? []).price)).toBeGreaterThan(BigInt(rows?.price ?? 0));
  });

  it('have days that begin in the tenant’s own zone, at quarter-hours and over a change of clocks', async () => {
    for (const zone of ['Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns', 'UTC']) {
      const tenant = await newTenant(zone);
      const changes = Date.parse('2026-04-04T00:00:00Z');
      for (let i = 0; i < 60; i++)
        await addUsage(tenant.ctx, { at: new Date(changes + i * 61 * MINUTE) });
      await fold(tenant);
      const days = (await rollups(tenant)).filter((row) => row.grain === 'day');
      const bounds = await asSuperuser<{ starts: Date; ends: Date }>(
        `select distinct d at time zone $2 as starts, (d + interval '1 day') at time zone $2 as ends from ledger_entry,
           lateral (select date_trunc('day', at at time zone $2) as d) x where tenant_id = $1 order by 1`,
        [tenant.ctx.tenantId, zone],
      );
      expect(days.map(({ bucket, ends }) => [bucket, ends])).toEqual(
        bounds.map(({ starts, ends }) => [starts, ends]),
      );
      await expectExact([
        ...bounds.map(({ starts, ends }) => spanOf(tenant, starts.getTime(), ends.getTime())),
        spanOf(tenant, changes, changes + 3 * DAY),
      ]);
    }
  });

  it('count a row whose transaction commits after its minute was folded', async () => {
    const tenant = await newTenant();
    await addUsage(tenant.ctx, { at: new Date(START), price: 5n });
    const late = await superuserClient();
    await late.query('begin');
    await late.query(
      `insert into ledger_entry (tenant_id, id, request_id, call_ordinal, at, principal_kind, principal_id, feature, model, outcome,
         input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cost_version, price_version,
         cost_nano, price_nano, estimated)
       values ($1, $2, $2, 0, $3, 'user', $2, 'chat', 'claude-haiku-5-5', 'complete', 1, 1, 0, 0, 0, 1, 2, 1, 7, false)`,
      [tenant.ctx.tenantId, newId(), new Date(START)],
    );
    await addUsage(tenant.ctx, { at: new Date(START), price: 6n });
    await fold(tenant);
    const day = [spanOf(tenant, START, START + DAY)];
    expect((await read(day)).map(shortOf)).toMatchObject([{ price: '11' }]);
    await late.query('commit');
    await late.end();
    expect((await read(day)).map(shortOf)).toMatchObject([{ price: '18' }]);
    await fold(tenant);
    expect((await read(day)).map(shortOf)).toMatchObject([{ price: '18' }]);
    for (const grain of ['minute', 'quarter', 'day']) {
      const rows = (await rollups(tenant)).filter((row) => row.grain === grain);
      expect(rows.map((row) => String(row.price_nano))).toEqual(['18']);
    }
  });

  it('are the same when several fold at once, and when what was folded is folded again', async () => {
    const tenant = await newTenant();
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        addUsage(tenant.ctx, { at: new Date(START + i * 400 * 1000), price: BigInt(i) }),
      ),
    );
    await Promise.all([fold(tenant), fold(tenant), fold(tenant), foldRows()]);
    await fold(tenant);
    const before = await rollups(tenant);
    await asSuperuser(
      `insert into rollup_touch (tenant_id, grain, bucket, due)
       select tenant_id, 'minute', bucket, clock_timestamp() from usage_rollup where tenant_id = $1 and grain = 'minute'`,
      [tenant.ctx.tenantId],
    );
    await fold(tenant);
    expect(await rollups(tenant)).toEqual(before);
    await expectExact([spanOf(tenant, START, START + DAY)]);
  });

  it('answer from the rows where a grain is not kept any more', async () => {
    const tenant = await newTenant();
    const [month, years] = [START - 30 * DAY, START - 600 * DAY];
    for (const at of [month, years]) {
      for (let i = 0; i < 5; i++)
        await addUsage(tenant.ctx, { at: new Date(at + i * 7 * MINUTE + 1000), price: 9n });
    }
    await fold(tenant);
    const kept = (await rollups(tenant)).map((row) => [row.grain, row.bucket.getTime()]);
    expect(kept.filter(([grain]) => grain === 'minute')).toEqual([]);
    expect(kept.filter(([grain]) => grain === 'quarter')).toHaveLength(2);
    expect(kept.filter(([grain]) => grain === 'day')).toHaveLength(2);
    const spans = [month, years].flatMap((at) => [
      spanOf(tenant, at, at + DAY),
      spanOf(tenant, at + 8 * MINUTE, at + 20 * MINUTE),
      spanOf(tenant, at - 10 * DAY, at + 10 * DAY),
    ]);
    await expectExact(spans);
  });

  it('are exact where minutes end to be kept, folded and waiting', async () => {
    const tenant = await newTenant('Asia/Kathmandu');
    const add = (from: number, count: number) =>
      Promise.all(
        Array.from({ length: count }, (_, i) =>
          addUsage(tenant.ctx, {
            at: new Date(START - 10 * DAY + from + i * 107 * MINUTE + i * 613),
            price: BigInt(i + 1),
          }),
        ),
      );
    const spans = [
      [-11 * DAY, -5 * DAY],
      [-10 * DAY + 61_234, -6 * DAY - 4_321],
      ...Array.from({ length: 30 }, (_, i) => [
        -10 * DAY + i * 181 * MINUTE,
        -10 * DAY + (i + 1) * 181 * MINUTE,
      ]),
    ].map(([from = 0, to = 0]) => spanOf(tenant, START + from, START + to));
    await add(0, 50);
    await fold(tenant);
    await expireRollups();
    await expectExact(spans);
    await add(40 * MINUTE, 20);
    await expectExact(spans);
    await fold(tenant);
    await expectExact(spans);
  });

  it('look for no rows where nothing waits and nothing is stored', async () => {
    const tenant = await newTenant();
    await addUsage(tenant.ctx, { at: new Date(START), price: 5n });
    await fold(tenant);
    const past = await superuserClient();
    await past.query("set session_replication_role = 'replica'");
    await past.query(
      `insert into ledger_entry select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), 'at', l.at + interval '1 hour'))).*
       from ledger_entry l where l.tenant_id = $1`,
      [tenant.ctx.tenantId],
    );
    await past.end();
    const price = async (from: number, to: number) =>
      (await read([spanOf(tenant, from, to)])).map(shortOf)[0]?.price;
    const hour = START + 60 * MINUTE;
    expect(await price(START, START + 90 * MINUTE)).toBe('5');
    expect(await price(hour, hour + MINUTE)).toBe('0');
    // Of parts of minutes nothing is stored: the rows are asked.
    expect(await price(hour, hour + 1000)).toBe('5');
    await asSuperuser(
      "insert into rollup_touch (tenant_id, grain, bucket, due) values ($1, 'minute', $2, clock_timestamp())",
      [tenant.ctx.tenantId, iso(hour)],
    );
    expect(await price(START, START + 90 * MINUTE)).toBe('10');
  });

  it('survive a change of the tenant’s zone', async () => {
    const tenant = await newTenant('Asia/Kathmandu');
    const add = () =>
      Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          addUsage(tenant.ctx, { at: new Date(START + i * 173 * MINUTE) }),
        ),
      );
    await add();
    await fold(tenant);
    await asSuperuser("update tenant set time_zone = 'America/St_Johns' where id = $1", [
      tenant.ctx.tenantId,
    ]);
    await expectExact([spanOf(tenant, START, START + 3 * DAY)]);
    await addUsage(tenant.ctx, { at: new Date(START + DAY) });
    await fold(tenant);
    await expectExact([spanOf(tenant, START - DAY, START + 4 * DAY)]);
  });

  it('show a tenant its own, and nobody writes them', async () => {
    const [ours, theirs] = [await newTenant(), await newTenant()];
    await addUsage(theirs.ctx, { at: new Date(START) });
    await fold(theirs);
    const own = await withTenantSql(ours.ctx, (sql) =>
      readOwnRollups(sql, [{ from: iso(START), to: iso(START + DAY) }]),
    );
    expect(own).toEqual([[]]);
    const foreign = await withTenantSql(ours.ctx, (sql) =>
      sql(
        'select u.* from tenancy.usage_in(array[$1]::uuid[], array[$2]::timestamptz[], array[$3]::timestamptz[], false) u where :tenant is not null',
        [theirs.ctx.tenantId, iso(START), iso(START + DAY)],
      ),
    );
    expect(foreign).toEqual([]);
    for (const text of [
      'delete from usage_rollup where tenant_id = :tenant',
      'update usage_rollup set price_nano = 0 where tenant_id = :tenant',
      'delete from rollup_touch where tenant_id = :tenant',
      'select tenancy.fold_usage(10) where tenancy.current_tenant() = :tenant',
    ]) {
      await expect(withTenantSql(theirs.ctx, (sql) => sql(text))).rejects.toMatchObject({
        code: '42501',
      });
    }
  });
});
