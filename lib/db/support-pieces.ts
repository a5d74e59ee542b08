import { isOwnTenant } from '@/lib/locks/assertion';
import { log } from '@/lib/log';
import type { PlatformContext } from '@/lib/tenancy/context';
import type { SupportPiece } from '@/lib/tenancy/support-class';
import { TenantMismatch } from './assert-tenant';
import { withPlatform } from './platform-sql';

interface PieceRow {
  tenant_id: string;
  item: string;
  id: string;
  place: string;
  sealed: Buffer | null;
  facts: Record<string, unknown>;
}

/**
 * The sealed values of a grant to the context's operator, the grant's own first; none where it is not in force. For
 * `lib/tenancy`, which makes the proof that opens them.
 */
export async function readSupported(
  ctx: PlatformContext,
  tenantId: string,
  grantId: string,
): Promise<SupportPiece[]> {
  const why = {
    action: 'support.read',
    reason: 'Read what the workspace granted support access to',
    tenantId,
    detail: { grant: grantId },
  };
  const rows = await withPlatform(ctx, why, (sql) =>
    sql<PieceRow>(
      'select tenant_id, item, id, place, sealed, facts from tenancy.read_support($1, $2)',
      [tenantId, grantId],
    ),
  );
  return rows.map(({ tenant_id, item, id, place, sealed, facts }) => {
    if (!isOwnTenant(tenantId, tenant_id)) {
      log.error(
        { security: 'tenant_mismatch', where: 'support access', tenant: tenantId },
        'tenant mismatch',
      );
      throw new TenantMismatch('support access');
    }
    return { table: item, row: id, column: place, sealed, facts };
  });
}
