import { createHash } from 'node:crypto';
import { embeddingMeter, type MeterEmbedding } from '@/lib/budget/meter-embedding';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { idFrom } from '@/lib/ids';
import type { Operation } from '@/lib/operations/operation';

const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Meters a document's embedding in an operation under the member who asked for it; where an operator did, under nobody, since
 * their ids are none of the workspace's, and then none of its budgets refuses it. An attempt after a crash is charged for what the one before did not embed.
 */
export async function reindexMeter(
  { ctx, id, requestedBy }: Operation,
  documentId: string,
): Promise<MeterEmbedding> {
  const [member] = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string }>(
      'select tenant_id from membership where tenant_id = :tenant and user_id = $1',
      [requestedBy],
    ),
  );
  return embeddingMeter(ctx, {
    requestId: requestIdOf(id, documentId),
    feature: 'reindex',
    documents: [documentId],
    principal: member ? { kind: 'user', id: requestedBy } : { kind: 'worker', id: NOBODY },
    whateverBudgets: !member,
  });
}

/** Follows from both, so that every attempt finds what the ones before booked. */
function requestIdOf(operationId: string, documentId: string): string {
  return idFrom(createHash('sha256').update(`${operationId}|${documentId}`).digest());
}
