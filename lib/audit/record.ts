import { now } from '@/lib/clock';
import type { TenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';

export interface AuditEvent {
  /** For instance `document.upload`, `answer.create`. */
  action: string;
  objectKind:
    | 'document'
    | 'folder'
    | 'conversation'
    | 'answer'
    | 'member'
    | 'group'
    | 'policy'
    | 'operation'
    | 'key'
    | 'tag'
    | 'notifications'
    | 'webhook'
    | 'workspace'
    | 'tool';
  objectId?: string;
  requestId?: string;
  outcome?: 'ok' | 'refused' | 'error';
  /** Ids, counts and codes; never content. */
  detail?: Record<string, unknown>;
}

/** Appends to the tenant's audit log, in the transaction of the change that it records. */
export async function recordAudit(
  ctx: TenantContext,
  sql: TenantSql,
  event: AuditEvent,
): Promise<void> {
  await sql(
    `insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, request_id, outcome, detail)
     values (:tenant, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      newId(),
      now(),
      ctx.principal.kind,
      ctx.principal.id,
      event.action,
      event.objectKind,
      event.objectId ?? null,
      event.requestId ?? null,
      event.outcome ?? 'ok',
      JSON.stringify(event.detail ?? {}),
    ],
  );
}
