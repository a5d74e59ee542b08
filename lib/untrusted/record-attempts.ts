import { now } from '@/lib/clock';
import type { TenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { detectInjection } from './detect-injection';
import type { InjectionKind } from './schema';

/** Counts what a person's message does; nothing of its words is kept. */
export async function countInMessage(
  ctx: TenantContext,
  sql: TenantSql,
  text: string,
): Promise<void> {
  const kinds = detectInjection(text);
  if (kinds.length === 0 || ctx.principal.kind !== 'user') return;
  await sql(
    `insert into injection_attempt (tenant_id, id, at, source, user_id, kinds)
     values (:tenant, $1, $2, 'message', $3, $4)`,
    [newId(), now(), ctx.principal.id, kinds],
  );
}

/** Counts what a document does that becomes searchable, in place of what was counted for it before. */
export async function countInDocument(
  sql: TenantSql,
  documentId: string,
  kinds: readonly InjectionKind[],
): Promise<void> {
  await sql(
    `delete from injection_attempt
     where tenant_id = :tenant and source = 'document' and document_id = $1`,
    [documentId],
  );
  if (kinds.length === 0) return;
  await sql(
    `insert into injection_attempt (tenant_id, id, at, source, document_id, kinds)
     values (:tenant, $1, $2, 'document', $3, $4)`,
    [newId(), now(), documentId, kinds],
  );
}
