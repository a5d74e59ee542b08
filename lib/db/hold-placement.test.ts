import { afterAll, expect, it } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import type { TenantContext } from '@/lib/tenancy/context';
import { holdPlacement } from './hold-placement';
import { closePools } from './pools';
import { withTenantSql } from './tenant-sql';

afterAll(() => closePools());

/** Whether somebody waits for the tenant's placement. */
async function waitsFor(ctx: TenantContext): Promise<boolean> {
  const rows = await withTenantSql(ctx, (sql) =>
    sql(
      `select pid from pg_locks where locktype = 'advisory' and not granted
         and (classid::bigint << 32) + objid::bigint = hashtextextended('placement ' || :tenant, 0)`,
    ),
  );
  return rows.length > 0;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds()));
}

it('lets writers in together, a move alone, and one tenant never wait for another', async () => {
  const [mine, other] = [await makeTenant(), await makeTenant()];
  const order: string[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begun = () => {};
  const first = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const writer = holdPlacement(mine.ctx, 'shared', async () => {
    begun();
    await held;
    order.push('writer');
  });
  await first;
  await holdPlacement(mine.ctx, 'shared', async () => order.push('second writer'));
  await holdPlacement(other.ctx, 'exclusive', async () => order.push('other tenant'));
  const move = holdPlacement(mine.ctx, 'exclusive', async (placement) => {
    order.push('move');
    expect(placement).toEqual(mine.ctx.placement);
  });
  await until(() => waitsFor(mine.ctx));
  release();
  await Promise.all([writer, move]);
  expect(order).toEqual(['second writer', 'other tenant', 'writer', 'move']);
});
