import { recordOperatorChange } from '@/lib/audit/record-operator-change';
import { now } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import { sealForTenant } from '@/lib/keys/seal-for-tenant';
import { accountPlace } from '@/lib/llm/accounts/account-place';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { OnTenant, SetModelAccount } from './schema';

/** So much of a key is shown, and nothing more. */
const ENDING = 4;

/**
 * From the next question on, the tenant's calls are made with its own provider key and paid by it. The
 * key is sealed under the tenant's key before it is stored; nobody of the platform can read it back.
 */
export async function setModelAccount(ctx: PlatformContext, input: SetModelAccount): Promise<void> {
  const { tenantId, apiKey, baseUrl } = input;
  await change(ctx, input, 'placement.own_account', async (sql) => {
    const place = (column: 'model_key' | 'model_base_url') => accountPlace(tenantId, column);
    return sql(SET, [
      tenantId,
      await sealForTenant(ctx, tenantId, place('model_key'), apiKey),
      baseUrl ? await sealForTenant(ctx, tenantId, place('model_base_url'), baseUrl) : null,
      apiKey.slice(-ENDING),
      now(),
    ]);
  });
}

/** From the next question on, the platform's account answers again. The sealed key is gone. */
export async function clearModelAccount(ctx: PlatformContext, input: OnTenant): Promise<void> {
  await change(ctx, input, 'placement.platform_account', (sql) =>
    sql(SET, [input.tenantId, null, null, null, now()]),
  );
}

const SET = 'select tenancy.set_model_account($1, $2, $3, $4, $5) as changed';

async function change(
  ctx: PlatformContext,
  { tenantId, reason }: OnTenant,
  action: string,
  write: (sql: PlatformSql) => Promise<Record<string, unknown>[]>,
): Promise<void> {
  authorizePlatform(ctx, 'placement:edit');
  await withPlatform(ctx, { action, reason, tenantId }, async (sql) => {
    // Before anything is sealed: an unknown id must not be given keys.
    const known = await sql('select id from tenant where id = $1', [tenantId]);
    if (known.length === 0) throw notFound();
    const [row] = await write(sql);
    if (!row?.changed) throw notFound();
    await recordOperatorChange(ctx, sql, { tenantId, action, objectKind: 'placement' });
  });
}
