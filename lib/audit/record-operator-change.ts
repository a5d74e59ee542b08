import { now } from '@/lib/clock';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';

interface OperatorEvent {
  tenantId: string;
  action: string;
  objectKind: 'policy' | 'tenant' | 'operation' | 'placement';
  objectId?: string;
  /** Ids, counts and codes; never content. */
  detail?: Record<string, unknown>;
}

/** Tells the tenant's own audit log what the operator changed, in the transaction of the change. */
export async function recordOperatorChange(
  ctx: PlatformContext,
  sql: PlatformSql,
  event: OperatorEvent,
): Promise<void> {
  await sql(
    `insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, outcome, detail)
     values ($1, $2, $3, 'operator', $4, $5, $6, $7, 'ok', $8)`,
    [
      event.tenantId,
      newId(),
      now(),
      ctx.userId,
      event.action,
      event.objectKind,
      event.objectId ?? null,
      JSON.stringify(event.detail ?? {}),
    ],
  );
}
