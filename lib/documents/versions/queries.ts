import { withTenantSql } from '@/lib/db/tenant-sql';
import { type DocumentRow, SELECT_DOCUMENT, toDocumentView } from '@/lib/documents/document-row';
import { requireId } from '@/lib/documents/require-id';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize, can } from '@/lib/tenancy/roles';
import type { VersionView } from './schema';

/** Own answers shown for a version. */
const SHOWN = 20;
/** Versions in the list: whoever saved a file a thousand times looks at the last ones. */
const MOST = 200;

/** The versions of a document's series, the newest first, at most 200. Throws `not_found`. */
export async function listVersions(ctx: TenantContext, id: string): Promise<VersionView[]> {
  authorize(ctx, 'documents:read');
  return withTenantSql(ctx, async (sql) => {
    const ids = await sql<{ id: string }>(
      `select s.id from document d
       join document s on s.tenant_id = d.tenant_id
         and (s.id = coalesce(d.series_id, d.id) or s.series_id = coalesce(d.series_id, d.id))
       where d.tenant_id = :tenant and d.id = $1 order by s.version desc, s.id limit $2`,
      [requireId(id), MOST],
    );
    if (ids.length === 0) throw notFound();
    const all = ids.map((row) => row.id);
    const counted = await sql<{ document_id: string; answers: bigint }>(
      'select document_id, answers from tenancy.citing_answers($1::uuid[]) where :tenant is not null',
      [all],
    );
    const cited = await sql<{ document_id: string; conversation_id: string; message_id: string }>(
      `select distinct c.document_id, m.conversation_id, m.id as message_id, m.created_at
       from citation c join message m on m.tenant_id = c.tenant_id and m.id = c.message_id
       where c.tenant_id = :tenant and c.document_id = any($1::uuid[]) order by m.created_at desc limit $2`,
      [all, SHOWN * all.length],
    );
    const rows = await sql<DocumentRow>(`${SELECT_DOCUMENT} and d.id = any($1::uuid[])`, [all]);
    const versions: VersionView[] = [];
    for (const each of all) {
      const row = rows.find((found) => found.id === each);
      if (!row) continue;
      const view = toDocumentView(ctx, row);
      const answers = counted.find(({ document_id }) => document_id === each)?.answers ?? 0n;
      versions.push({
        id: each,
        version: view.version,
        stage: view.stage,
        bytes: view.bytes,
        createdBy: view.createdBy,
        createdAt: view.createdAt,
        supersededAt: view.supersededAt,
        inForce: view.stage === 'indexed' && view.supersededAt === null,
        answers: can(ctx, 'documents:upload') ? Number(answers) : null,
        citedBy: cited
          .filter(({ document_id }) => document_id === each)
          .slice(0, SHOWN)
          .map((citing) => ({
            conversationId: citing.conversation_id,
            messageId: citing.message_id,
          })),
      });
    }
    return versions;
  });
}
