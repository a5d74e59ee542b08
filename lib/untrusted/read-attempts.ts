import { clock } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { openDocumentName } from '@/lib/documents/document-row';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { InjectionKind, InjectionReport } from './schema';

const COUNTED_MS = 30 * 86_400_000;
const SHOWN = 100;

interface AttemptRow {
  tenant_id: string;
  id: string;
  at: Date;
  source: 'document' | 'message';
  kinds: InjectionKind[];
  document_id: string | null;
  name_sealed: Buffer | null;
  person_name: string | null;
}

/** What was counted in documents and messages, for the tenant's owner and admins. */
export async function readAttempts(ctx: TenantContext): Promise<InjectionReport> {
  authorize(ctx, 'safety:read');
  return withTenantSql(ctx, async (sql) => {
    const counts = await sql<{ source: string; attempts: bigint }>(
      `select source, count(*) as attempts from injection_attempt
       where tenant_id = :tenant and at > $1 group by source`,
      [new Date(clock().now() - COUNTED_MS)],
    );
    const rows = await sql<AttemptRow>(
      `select a.tenant_id, a.id, a.at, a.source, a.kinds, a.document_id, d.name_sealed, u.name as person_name
       from injection_attempt a
       left join document d on d.tenant_id = a.tenant_id and d.id = a.document_id
       left join app_user u on u.id = a.user_id
       where a.tenant_id = :tenant order by a.at desc, a.id limit $1`,
      [SHOWN],
    );
    const counted = (source: string) =>
      Number(counts.find((row) => row.source === source)?.attempts ?? 0);
    return {
      inDocuments: counted('document'),
      inMessages: counted('message'),
      attempts: rows.map((row) => ({
        id: row.id,
        at: row.at.toISOString(),
        source: row.source,
        kinds: row.kinds,
        documentId: row.document_id,
        documentName: nameOf(ctx, row),
        personName: row.person_name,
      })),
    };
  });
}

function nameOf(ctx: TenantContext, row: AttemptRow): string | null {
  if (!row.document_id || !row.name_sealed) return null;
  return openDocumentName(ctx, { id: row.document_id, name_sealed: row.name_sealed });
}
