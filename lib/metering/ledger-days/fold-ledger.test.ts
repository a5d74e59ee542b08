import { beforeAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { foldLedgerNow } from '@/e2e/support/fold-ledger';
import { makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { foldRows } from '@/lib/metering/rollups/fold-rows';
import { foldLedger } from './fold-ledger';

/** How many days wait, by tenant. */
async function waiting(): Promise<Record<string, number>> {
  const rows = await asSuperuser<{ tenant_id: string; n: number }>(
    'select tenant_id, count(*)::int as n from ledger_touch group by 1',
  );
  return Object.fromEntries(rows.map(({ tenant_id, n }) => [tenant_id, n]));
}

async function wait(tenantId: string, days: number): Promise<void> {
  await asSuperuser(
    `insert into ledger_touch select $1, '2026-01-01'::date + d, '2026-01-01' from generate_series(1, $2::int) d`,
    [tenantId, days],
  );
}

/** In place of the function one that a tenant's days above `most` at once are too many for, as they are where rows are many. */
beforeAll(async () => {
  await asSuperuser(`alter function tenancy.fold_ledger(integer) rename to fold_ledger_as_it_is;
    create table most_days (tenant_id uuid primary key, most integer not null);
    create function tenancy.fold_ledger(how_many integer) returns integer language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp as $$
    begin
      if how_many > (select m.most from public.most_days m where m.tenant_id = tenancy.current_tenant()) then
        raise exception 'canceling statement due to statement timeout' using errcode = 'query_canceled';
      end if;
      return tenancy.fold_ledger_as_it_is(how_many);
    end $$;
    grant execute on function tenancy.fold_ledger(integer) to tenantry_app`);
});

it('folds a tenant day by day whose days take too long together', async () => {
  const { ctx } = await makeTenant('professional');
  await asSuperuser('insert into most_days values ($1, 3)', [ctx.tenantId]);
  await wait(ctx.tenantId, 40);
  expect(await foldLedger()).toBe(40);
  expect(await waiting()).toEqual({});
});

it('folds the others where one tenant cannot be folded at all', async () => {
  const [stuck, other] = [await makeTenant('professional'), await makeTenant('professional')];
  await asSuperuser('insert into most_days values ($1, 0)', [stuck.ctx.tenantId]);
  await wait(stuck.ctx.tenantId, 2);
  await wait(other.ctx.tenantId, 70);
  expect(await foldLedger()).toBe(70);
  expect(await waiting()).toEqual({ [stuck.ctx.tenantId]: 2 });
});

it('leaves the day that it is alone for minutes, one that is over for seconds', async () => {
  const { ctx } = await makeTenant('professional');
  const day = 86_400_000;
  for (const at of [Date.now(), Date.now() - day]) await addUsage(ctx, { at: new Date(at) });
  await asSuperuser('update rollup_touch set due = clock_timestamp()');
  await foldRows();
  const rows = await asSuperuser<{ soon: boolean }>(
    `select due < clock_timestamp() + interval '1 minute' as soon from ledger_touch where tenant_id = $1 order by day`,
    [ctx.tenantId],
  );
  expect(rows.map(({ soon }) => soon)).toEqual([true, false]);
});

it('writes of a month what a day changed, and nothing else', async () => {
  const { ctx } = await makeTenant('professional');
  const written = async () => {
    await foldLedgerNow();
    const rows = await asSuperuser<{ feature: string; at: string; price: string }>(
      `select feature, xmin::text as at, price_nano::text as price from ledger_rollup
       where tenant_id = $1 and grain = 'month' and cut = 'use'`,
      [ctx.tenantId],
    );
    return Object.fromEntries(rows.map(({ feature, ...row }) => [feature, row]));
  };
  await addUsage(ctx, { at: new Date('2016-03-01T12:00:00Z'), price: 5n, feature: 'chat' });
  await addUsage(ctx, { at: new Date('2016-03-01T12:00:00Z'), price: 7n, feature: 'ingest' });
  const before = await written();
  expect(before).toMatchObject({ chat: { price: '5' }, ingest: { price: '7' } });
  await addUsage(ctx, { at: new Date('2016-03-02T12:00:00Z'), price: 11n, feature: 'chat' });
  const after = await written();
  expect(after.ingest).toEqual(before.ingest);
  expect(after.chat?.price).toBe('16');
  await asSuperuser("delete from ledger_entry where tenant_id = $1 and feature = 'ingest'", [
    ctx.tenantId,
  ]);
  await asSuperuser(
    "insert into ledger_touch values ($1, '2016-03-01', now()) on conflict do nothing",
    [ctx.tenantId],
  );
  expect(Object.keys(await written())).toEqual(['chat']);
});
