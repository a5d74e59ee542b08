import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { readEntries } from './read-entries';
import type { AuditFilter, AuditRecord } from './schema';

const BATCH = 1_000;

export const AUDIT_HEADER = [
  'at',
  'entry_id',
  'actor_kind',
  'actor_id',
  'actor',
  'action',
  'object_kind',
  'object_id',
  'outcome',
  'request_id',
  'detail',
];

/**
 * All entries meant, newest first, a batch at a time: each batch is a transaction of its own, so that a
 * slow reader holds no connection. Names of documents are content and stay out.
 */
export async function* exportAuditEntries(
  ctx: TenantContext,
  filter: AuditFilter,
): AsyncGenerator<AuditRecord[]> {
  authorize(ctx, 'audit:read');
  let older: string | undefined;
  do {
    const page = await withTenantSql(ctx, (sql) => readEntries(sql, filter, { older }, BATCH));
    yield page.rows;
    older = page.older ?? undefined;
  } while (older);
}

/** In the order of the header. */
export function auditCells(record: AuditRecord): string[] {
  return [
    record.at,
    record.id,
    record.actorKind,
    record.actorId,
    record.actor,
    record.action,
    record.objectKind,
    record.objectId ?? '',
    record.outcome,
    record.requestId ?? '',
    JSON.stringify(record.detail),
  ];
}
