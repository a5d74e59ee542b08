import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { ANTHROPIC_URL, type ModelAccount } from '../account';
import { accountPlace } from './account-place';

interface SealedAccount {
  tenant_id: string;
  model_key_sealed: Buffer | null;
  model_base_url_sealed: Buffer | null;
}

/**
 * The context's own tenant's account, opened anew for each call, so that a key that was taken away is
 * used for no further one. `model_unavailable` when there is none.
 */
export async function ownAccount(ctx: TenantContext): Promise<ModelAccount> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<SealedAccount>(
      'select tenant_id, model_key_sealed, model_base_url_sealed from tenant_placement where tenant_id = :tenant',
    ),
  );
  if (!row?.model_key_sealed)
    throw new AppError('model_unavailable', 'The workspace’s own model account is gone.', {
      retryAfter: 60,
    });
  const keys = tenantKeys(ctx);
  const open = (column: 'model_key' | 'model_base_url', sealed: Buffer) =>
    keys.openText(accountPlace(ctx.tenantId, column), sealed);
  return {
    tenantId: ctx.tenantId,
    apiKey: open('model_key', row.model_key_sealed),
    baseURL: row.model_base_url_sealed
      ? open('model_base_url', row.model_base_url_sealed)
      : ANTHROPIC_URL,
  };
}
