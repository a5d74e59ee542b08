import { readKeyNames } from '@/lib/api-keys/key-name';
import type { TenantSql } from '@/lib/db/tenant-sql';
import { openDocumentName } from '@/lib/documents/document-row';
import { isId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import type { AuditEntryView, AuditRecord } from './schema';

/** The log keeps ids alone; names are opened for its reader, who may read every document. */
export async function nameObjects(
  ctx: TenantContext,
  sql: TenantSql,
  records: readonly AuditRecord[],
): Promise<AuditEntryView[]> {
  const documents = await documentNames(ctx, sql, [...new Set(records.flatMap(documentIds))]);
  const members = await memberNames(sql, [...new Set(records.flatMap(memberIds))]);
  const keys = await readKeyNames(ctx, sql, [...new Set(records.flatMap(keyIds))]);
  return records.map((record) => {
    const ids = documentIds(record);
    const known = ids.flatMap((id) => documents.get(id) ?? []);
    const { documents: _read, ...detail } = record.detail;
    const [member] = memberIds(record);
    return {
      ...record,
      actor: (record.actorKind === 'key' && keys.get(record.actorId)) || record.actor,
      detail,
      documents: known,
      removedDocuments: ids.length - known.length,
      member: member ? (members.get(member) ?? 'A former member') : null,
      key: record.objectKind === 'key' ? (keys.get(record.objectId ?? '') ?? null) : null,
    };
  });
}

/** What an answer read, or what was changed. */
function documentIds({ detail, objectKind, objectId }: AuditRecord): string[] {
  const read = Array.isArray(detail.documents) ? detail.documents.filter(isId) : [];
  return objectKind === 'document' && objectId ? [objectId] : read;
}

/** Of who acted, and of what it is about. */
function keyIds({ actorKind, actorId, objectKind, objectId }: AuditRecord): string[] {
  return [
    ...(actorKind === 'key' ? [actorId] : []),
    ...(objectKind === 'key' && objectId ? [objectId] : []),
  ];
}

function memberIds({ objectKind, objectId }: AuditRecord): string[] {
  return objectKind === 'member' && objectId ? [objectId] : [];
}

async function documentNames(
  ctx: TenantContext,
  sql: TenantSql,
  ids: string[],
): Promise<Map<string, string>> {
  const rows = await sql<{ tenant_id: string; id: string; name_sealed: Buffer }>(
    'select tenant_id, id, name_sealed from document where tenant_id = :tenant and id = any($1::uuid[])',
    [ids],
  );
  return new Map(rows.map((row) => [row.id, openDocumentName(ctx, row)]));
}

/** As the list of people has it: the address of those who have not accepted, whose name is their own. */
async function memberNames(sql: TenantSql, ids: string[]): Promise<Map<string, string>> {
  const rows = await sql<{ tenant_id: string; id: string; name: string }>(
    `select m.tenant_id, m.user_id as id, case when m.accepted_at is null then u.email else u.name end as name
     from membership m join app_user u on u.id = m.user_id
     where m.tenant_id = :tenant and m.user_id = any($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}
