import { openKeyName } from '@/lib/api-keys/key-name';
import { clock } from '@/lib/clock';
import type { TenantSql } from '@/lib/db/tenant-sql';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import type { ExtractFormat } from './extract/schema';
import { folderName } from './folders/folder-row';
import {
  type DocumentStage,
  type DocumentView,
  failureText,
  isActive,
  type QualityHint,
} from './schema';

export interface DocumentRow {
  tenant_id: string;
  id: string;
  folder_id: string;
  folder_name_sealed: Buffer | null;
  name_sealed: Buffer;
  media_type: string;
  format: ExtractFormat | null;
  bytes: bigint;
  stage: DocumentStage;
  failure_code: string | null;
  failure_budget: string | null;
  progress_done: number;
  progress_total: number;
  pages: number | null;
  chunk_count: number | null;
  creator: string | null;
  /** Of the key that uploaded it, where the reader may see keys. */
  creator_key: string | null;
  key_name_sealed: Buffer | null;
  created_at: Date;
  stage_at: Date;
  indexed_at: Date | null;
  started_at: Date | null;
  waits_until: Date | null;
  version: number;
  superseded_at: Date | null;
  hints: QualityHint[];
  tag_ids: string[];
}

const LEAST_SPENT_MS = 100;

/** Every listing and lookup reads these columns; row-level security leaves out unreadable folders. */
export const SELECT_DOCUMENT = `
  select d.tenant_id, d.id, d.folder_id, f.name_sealed as folder_name_sealed, d.name_sealed, d.media_type, d.format,
    d.bytes, d.stage, d.failure_code, d.failure_budget, d.progress_done, d.progress_total, d.pages, d.chunk_count,
    u.name as creator,
    k.id as creator_key, k.name_sealed as key_name_sealed, d.created_at, d.stage_at, d.indexed_at, d.version,
    d.superseded_at, d.hints,
    -- A tag that was deleted a moment ago is there for its undoing alone.
    case when d.tag_ids = '{}' then d.tag_ids
      else array(select t.id from tag t where t.tenant_id = d.tenant_id and t.id = any(d.tag_ids)) end as tag_ids,
    (select max(j.created_at) from job j where j.tenant_id = d.tenant_id and j.subject_id = d.id) as started_at,
    -- Pauses of seconds are not worth a word.
    (select max(j.locked_until) from job j where j.tenant_id = d.tenant_id and j.subject_id = d.id and j.state = 'running'
      and j.locked_by is null and j.locked_until > clock_timestamp() + interval '1 minute') as waits_until
  from document d
  join folder f on f.tenant_id = d.tenant_id and f.id = d.folder_id
  left join app_user u on u.id = d.created_by
  left join api_key k on k.tenant_id = d.tenant_id and k.id = d.created_by
  where d.tenant_id = :tenant`;

export async function findDocumentRow(
  sql: TenantSql,
  id: string,
): Promise<DocumentRow | undefined> {
  const rows = await sql<DocumentRow>(`${SELECT_DOCUMENT} and d.id = $1`, [id]);
  return rows[0];
}

export function sealDocumentName(ctx: TenantContext, id: string, name: string): Buffer {
  return tenantKeys(ctx).seal({ table: 'document', row: id, column: 'name' }, name);
}

export function openDocumentName(
  ctx: TenantContext,
  row: { id: string; name_sealed: Buffer },
): string {
  return tenantKeys(ctx).openText(
    { table: 'document', row: row.id, column: 'name' },
    row.name_sealed,
  );
}

export function toDocumentView(ctx: TenantContext, row: DocumentRow): DocumentView {
  const started = row.started_at ?? row.created_at;
  const until = isActive(row.stage) ? clock().now() : row.stage_at.getTime();
  return {
    id: row.id,
    folderId: row.folder_id,
    folderName: folderName(ctx, row.folder_id, row.folder_name_sealed),
    name: openDocumentName(ctx, row),
    mediaType: row.media_type,
    format: row.format,
    bytes: Number(row.bytes),
    stage: row.stage,
    progress: { done: row.progress_done, total: row.progress_total },
    failure:
      row.stage === 'failed' && row.failure_code
        ? { code: row.failure_code, message: failureText(row.failure_code, row.failure_budget) }
        : null,
    pages: row.pages,
    chunks: row.chunk_count,
    createdBy: row.creator ?? keyNameOf(ctx, row),
    createdAt: row.created_at.toISOString(),
    stageAt: row.stage_at.toISOString(),
    indexedAt: row.indexed_at?.toISOString() ?? null,
    elapsedMs: Math.max(0, until - started.getTime()),
    remainingMs: remainingMs(row, until),
    waitsUntil: row.waits_until?.toISOString() ?? null,
    version: row.version,
    supersededAt: row.superseded_at?.toISOString() ?? null,
    hints: row.hints,
    tagIds: row.tag_ids,
  };
}

/** By the pace of the stage so far, which says nothing before the first tenth of a second. */
function remainingMs(row: DocumentRow, at: number): number | null {
  const { progress_done: done, progress_total: total } = row;
  const spent = at - row.stage_at.getTime();
  if (!isActive(row.stage) || done === 0 || total === 0 || spent < LEAST_SPENT_MS) return null;
  return Math.round((spent / done) * Math.max(0, total - done));
}

function keyNameOf(
  ctx: TenantContext,
  { creator_key: id, key_name_sealed: sealed }: DocumentRow,
): string | null {
  return id && sealed && openKeyName(ctx, id, sealed);
}
