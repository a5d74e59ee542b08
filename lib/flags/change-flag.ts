import { recordOperatorChange } from '@/lib/audit/record-operator-change';
import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { SetFlag, SetTenantFlag } from './schema';

/** Says for what share of tenants a feature is on, or that it is off for all; in force everywhere within a second. */
export async function setFlag(ctx: PlatformContext, input: SetFlag): Promise<void> {
  authorizePlatform(ctx, 'flags:edit');
  const { name, percent, killed, reason } = input;
  const why = { action: 'flag.set', reason, detail: { flag: name, percent, killed } };
  await withPlatform(ctx, why, (sql) =>
    sql(
      `insert into feature_flag (name, percent, killed, changed_at, changed_by, reason) values ($1, $2, $3, $4, $5, $6)
       on conflict (name) do update set percent = excluded.percent, killed = excluded.killed, changed_at = excluded.changed_at,
         changed_by = excluded.changed_by, reason = excluded.reason`,
      [name, percent, killed, now(), ctx.userId, reason],
    ),
  );
}

/** Makes an exception for one tenant, or removes it. Throws `not_found` for an absent tenant. */
export async function setTenantFlag(ctx: PlatformContext, input: SetTenantFlag): Promise<void> {
  authorizePlatform(ctx, 'flags:edit');
  const { name, tenantId, on, reason } = input;
  const detail = { flag: name, on };
  await withPlatform(ctx, { action: 'flag.set_tenant', reason, tenantId, detail }, async (sql) => {
    const [tenant] = await sql('select id from tenant where id = $1', [tenantId]);
    if (!tenant) throw notFound();
    if (on === null)
      await sql('delete from feature_flag_tenant where tenant_id = $1 and name = $2', [
        tenantId,
        name,
      ]);
    else
      await sql(
        `insert into feature_flag_tenant (tenant_id, name, on_for, changed_at, changed_by, reason)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (tenant_id, name) do update set on_for = excluded.on_for, changed_at = excluded.changed_at,
           changed_by = excluded.changed_by, reason = excluded.reason`,
        [tenantId, name, on, now(), ctx.userId, reason],
      );
    await recordOperatorChange(ctx, sql, {
      tenantId,
      action: 'flag.set_tenant',
      objectKind: 'tenant',
      detail,
    });
  });
}
