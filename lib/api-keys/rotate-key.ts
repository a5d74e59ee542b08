import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { addKey } from './add-key';
import { openKeyName } from './key-name';
import { type KeyRow, keyColumns, limitsOf } from './key-row';
import type { CreatedKey, RotateKey } from './schema';

/**
 * A successor that may do the same and lasts as long as the old key was meant to; the old one goes on for the overlap,
 * or ends at once with none, and never later than it would have. Budgets of the old key go on for it. `not_found`, and
 * `conflict` for a key that has ended, has its successor already, or is in quarantine: another would be a way out of it.
 */
export async function rotateKey(
  ctx: TenantContext,
  { id, overlapHours }: RotateKey,
): Promise<CreatedKey> {
  authorize(ctx, 'keys:manage');
  return withTenantSql(ctx, async (sql) => {
    const [row] = await sql<
      KeyRow & { seconds: number | null; successors: number; quarantined: boolean }
    >(
      `select ${keyColumns}, extract(epoch from k.expires_at - k.created_at)::float8 as seconds,
         (select count(*)::integer from api_key s where s.tenant_id = :tenant and s.replaces = k.id) as successors,
         exists (select from containment c where c.tenant_id = :tenant and c.ended_at is null
           and c.until > clock_timestamp() and c.actions @> jsonb_build_array(
             jsonb_build_object('kind', 'quarantine', 'keyId', k.id))) as quarantined
       from api_key k where k.tenant_id = :tenant and k.id = $1 for update`,
      [id],
    );
    if (!row) throw notFound();
    if (row.state !== 'active' || row.successors > 0)
      throw new AppError('conflict', 'This key has ended or was rotated already.');
    if (row.quarantined)
      throw new AppError(
        'conflict',
        'The platform’s operators have put this key into quarantine; until that ends it cannot be rotated.',
      );
    const key = await addKey(ctx, sql, {
      name: openKeyName(ctx, id, row.name_sealed),
      scopes: row.scopes,
      limits: limitsOf(row),
      mayDowngrade: row.may_downgrade,
      networks: row.allow_list,
      seconds: row.seconds,
      replaces: id,
    });
    await sql(
      overlapHours === 0
        ? 'update api_key set revoked_at = clock_timestamp(), revoked_by = $2 where tenant_id = :tenant and id = $1'
        : `update api_key set expires_at = least(expires_at, clock_timestamp() + make_interval(hours => $2))
           where tenant_id = :tenant and id = $1`,
      [id, overlapHours === 0 ? ctx.principal.id : overlapHours],
    );
    await recordAudit(ctx, sql, {
      action: 'key.rotate',
      objectKind: 'key',
      objectId: id,
      detail: { successor: key.id, overlapHours },
    });
    return key;
  });
}
