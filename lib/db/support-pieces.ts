import { isAppError, notFound } from '@/lib/errors';
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
 * The sealed values of a grant to the context's operator, the grant's own first. `not_found` where it is not in force: then
 * the platform's log has that it was asked for, and no reading. For `lib/tenancy`, which makes the proof that opens them.
 */
export async function readSupported(
  ctx: PlatformContext,
  tenantId: string,
  grantId: string,
): Promise<SupportPiece[]> {
  const about = { tenantId, detail: { grant: grantId } };
  const reading = { action: 'support.read', reason: 'Read what the workspace granted', ...about };
  let rows: PieceRow[] = [];
  try {
    rows = await withPlatform(ctx, reading, async (sql) => {
      const found = await sql<PieceRow>(
        'select tenant_id, item, id, place, sealed, facts from tenancy.read_support($1, $2)',
        [tenantId, grantId],
      );
      if (found.length === 0) throw notFound();
      return found;
    });
  } catch (error) {
    if (!isAppError(error) || error.code !== 'not_found') throw error;
    const refused = {
      action: 'support.refused',
      reason: 'Asked for what is not granted',
      ...about,
    };
    await withPlatform(ctx, { ...refused, fold: '5 minutes' }, async () => undefined);
    throw error;
  }
  return rows.map((row) => pieceOf(row, tenantId));
}

function pieceOf(row: PieceRow, tenantId: string): SupportPiece {
  const { tenant_id, item, id, place, sealed, facts } = row;
  if (!isOwnTenant(tenantId, tenant_id)) {
    const where = 'support access';
    log.error({ security: 'tenant_mismatch', where, tenant: tenantId }, 'tenant mismatch');
    throw new TenantMismatch(where);
  }
  return { table: item, row: id, column: place, sealed, facts };
}
