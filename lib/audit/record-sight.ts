import { now } from '@/lib/clock';
import type { TenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';

/** Repeats of the same reading within it are one entry. */
export const SIGHT_FOLD_MS = 60_000;

interface SightEvent {
  action: 'document.open' | 'conversation.open' | 'answer.why';
  objectKind: 'document' | 'conversation' | 'answer';
  objectId: string;
  /** Ids of documents where PostgreSQL cannot know which were shown. */
  documents?: readonly string[];
}

/**
 * Writes into the tenant's audit log that something was put before the context's principal, in the transaction that reads
 * it. PostgreSQL finds the documents that this concerns.
 */
export async function recordSight(
  ctx: TenantContext,
  sql: TenantSql,
  { action, objectKind, objectId, documents }: SightEvent,
): Promise<void> {
  const at = now();
  await sql(
    `insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, outcome, detail)
     select :tenant, $1, $2, $3, $4, $5, $6, $7, 'ok', $9
     where not exists (select from audit_entry a where a.tenant_id = :tenant and a.at > $8 and a.at <= $2 and a.actor_id = $4
       and a.action = $5 and a.object_id = $7)`,
    [
      newId(),
      at,
      ctx.principal.kind,
      ctx.principal.id,
      action,
      objectKind,
      objectId,
      new Date(at.getTime() - SIGHT_FOLD_MS),
      JSON.stringify(documents ? { documents } : {}),
    ],
  );
}
