import { beforeAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeTenant } from '@/e2e/support/make-tenant';
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
