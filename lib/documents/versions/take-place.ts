import type { TenantSql } from '@/lib/db/tenant-sql';
import { ACTIVE_STAGES, type DocumentStage } from '@/lib/documents/schema';

export interface Place {
  /** False when a later version was indexed first: then this one is in no answer. */
  inForce: boolean;
  /** Whose passages left the answers with this transaction; their vectors are removed after it. */
  replaced: string[];
}

interface VersionRow {
  id: string;
  version: number;
  stage: DocumentStage;
  superseded_at: Date | null;
}

/**
 * Inside the transaction that publishes a document: it takes the place of the earlier versions of its series in the
 * answers, all at once, so that no question finds neither or both.
 */
export async function takePlace(sql: TenantSql, documentId: string, at: Date): Promise<Place> {
  const series = await sql<VersionRow>(
    `select s.id, s.version, s.stage, s.superseded_at from document d
     join document s on s.tenant_id = d.tenant_id
       and (s.id = coalesce(d.series_id, d.id) or s.series_id = coalesce(d.series_id, d.id))
     where d.tenant_id = :tenant and d.id = $1 order by s.id for update of s`,
    [documentId],
  );
  const own = series.find(({ id }) => id === documentId);
  if (!own) return { inForce: true, replaced: [] };
  const others = series.filter(({ id }) => id !== documentId);
  const active: readonly string[] = ACTIVE_STAGES;
  if (others.some(({ version, stage }) => version > own.version && stage === 'indexed')) {
    await end(sql, [documentId], at);
    return { inForce: false, replaced: [documentId] };
  }
  const replaced = others
    .filter((each) => each.version < own.version && !each.superseded_at)
    .filter(({ stage }) => !active.includes(stage))
    .map(({ id }) => id);
  if (replaced.length > 0) await end(sql, replaced, at);
  return { inForce: true, replaced };
}

async function end(sql: TenantSql, ids: readonly string[], at: Date): Promise<void> {
  await sql(
    'update document set superseded_at = $2 where tenant_id = :tenant and id = any($1::uuid[])',
    [ids, at],
  );
  for (const table of ['lexical_posting', 'chunk'])
    await sql(`delete from ${table} where tenant_id = :tenant and document_id = any($1::uuid[])`, [
      ids,
    ]);
}
