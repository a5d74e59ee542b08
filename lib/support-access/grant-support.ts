import type { z } from 'zod';
import { sqlState } from '@/lib/db/sql-errors';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { grantSchema } from './schema';

/**
 * Lets one operator read one conversation, or what one answer rests on, as it is now and for `hours` at most. PostgreSQL
 * decides whether the person may, and writes both audit logs. Throws `forbidden`, `not_found` for what the person may not
 * read, `conflict` when the operator has it already or too many grants are open. Returns the grant's id.
 */
export async function grantSupport(
  ctx: TenantContext,
  { kind, subjectId, operatorId, hours, note }: z.output<typeof grantSchema>,
): Promise<string> {
  authorize(ctx, 'support:grant');
  const id = newId();
  const place = { table: 'support_grant', row: id, column: 'note' };
  const sealed = note === '' ? null : tenantKeys(ctx).seal(place, note);
  try {
    await withTenantSql(ctx, (sql) =>
      sql(
        `select tenancy.grant_support($1, $2, $3, $4, $5, $6) as until
         where tenancy.current_tenant() = :tenant`,
        [id, kind, subjectId, operatorId, sealed, hours],
      ),
    );
  } catch (error) {
    throw refusal(error);
  }
  return id;
}

function refusal(cause: unknown): unknown {
  switch (sqlState(cause)) {
    case '42501':
      return new AppError('forbidden', 'An owner decides whether members may let support read.', {
        cause,
      });
    case 'TS001':
      return notFound();
    case 'TS002':
      return new AppError('invalid_input', 'There is no such operator. Choose another one.', {
        cause,
      });
    case 'TS003':
      return new AppError('conflict', 'This operator may read it already. Revoke that first.', {
        cause,
      });
    case 'TS004':
      return new AppError('conflict', 'Too much is open for support. Revoke something first.', {
        cause,
      });
    default:
      return cause;
  }
}
