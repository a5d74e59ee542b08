import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { addKey } from './add-key';
import { normalNetworks } from './normal-networks';
import type { CreatedKey, CreateKey } from './schema';

const DAY_SECONDS = 86_400;

/** A new key of the workspace; its text is in the answer and nowhere else. Throws `invalid_input` and `conflict`. */
export async function createKey(ctx: TenantContext, input: CreateKey): Promise<CreatedKey> {
  authorize(ctx, 'keys:manage');
  return withTenantSql(ctx, async (sql) => {
    const networks = await normalNetworks(sql, input.allowList);
    const scopes = [...new Set(input.scopes)];
    const seconds = input.days === null ? null : input.days * DAY_SECONDS;
    const key = await addKey(ctx, sql, { ...input, scopes, networks, seconds });
    await recordAudit(ctx, sql, {
      action: 'key.create',
      objectKind: 'key',
      objectId: key.id,
      detail: { scopes, days: input.days, networks: networks.length },
    });
    return key;
  });
}
