import { setTimeout as sleep } from 'node:timers/promises';
import { TenantMismatch } from '@/lib/db/assert-tenant';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { embedTexts } from '@/lib/retrieval/embedder';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import { watchRow } from './action-attempts';
import { CONTENT, type GuardedPath, type PathEntry, ROWS, withoutLocks } from './path';
import { victims } from './read-attempts';
import type { MatrixScene } from './scene';
import { makeDocument } from './throw-away';

/** The gateways themselves, and the worker, handed what is the victim's. */
export const STORE_PATHS: Record<string, PathEntry> = {
  'store database': withoutLocks('each of its tables is a path of its own'),
  'store objects': {
    locks: ['handle', 'encryption'],
    prepare: (scene) => async () => {
      const id = victims('document')(scene);
      const bytes = await tenantObjects(scene.attacker.ctx)
        .get('original', id)
        .catch(refusedByLock);
      return scene.foundInTenant({ text: bytes?.toString('utf8') ?? '' });
    },
  },
  'store vectors': {
    locks: ['handle', 'assertion'],
    prepare: (scene) => async () => {
      const [vector] = await embedTexts(scene.victim.questions.slice(0, 1), { priority: 'query' });
      if (!vector) return 'no vector to look with';
      const { attacker, victim } = scene;
      const hits = await tenantVectors(attacker.ctx)
        .search(vector, { limit: 100 })
        .catch(refusedByLock);
      const documents = victim.ids.get('document') ?? [];
      return hits?.some((hit) => documents.includes(hit.documentId)) ? 'a hit' : undefined;
    },
  },
  'store kv': withoutLocks('counts admissions by tenant and returns nothing of any'),
  'store keys': withoutLocks('is a lock itself: it opens what a row or an object brought'),
  'store log': withoutLocks('returns nothing to anybody'),
  'job ingest': {
    locks: CONTENT,
    prepare: async (scene) => {
      const document = await makeDocument(scene, 'cancelled');
      const changed = await watchRow(scene, { table: 'document', id: document });
      return async () => {
        await runOwnJob(scene, document);
        return changed();
      };
    },
  },
};

/** Nothing came, because the assertion or the encryption said so; other failures are the suite's own. */
export function refusedByLock(error: Error): undefined {
  const byLock =
    error instanceof TenantMismatch || /unable to authenticate data/.test(error.message);
  if (!byLock) throw error;
}

/** One table, read through the gateway: a row of anybody else must not come. */
export function tablePath(table: string): GuardedPath {
  return {
    locks: ROWS,
    prepare:
      ({ attacker: { ctx } }) =>
      async () => {
        const rows = await withTenantSql(ctx, (sql) =>
          sql<{ tenant_id: string }>(`select * from ${table} where tenant_id = :tenant`),
        ).catch(refusedByLock);
        return rows?.some((row) => row.tenant_id !== ctx.tenantId) ? 'rows of others' : undefined;
      },
  };
}

/** A job of the attacker's tenant about a document of the victim, run by the product's worker. */
async function runOwnJob({ attackerSql, attacker }: MatrixScene, document: string): Promise<void> {
  const { tenantId, principal } = attacker.ctx;
  const id = newId();
  await attackerSql(
    `insert into job (tenant_id, id, kind, subject_id, created_by, created_at)
     values ($1, $2, 'ingest', $3, $4, clock_timestamp())`,
    [tenantId, id, document, principal.id],
  );
  const tried = `from job where tenant_id = $1 and id = $2 and attempts > 0 and (state <> 'running' or locked_by is null)`;
  while ((await attackerSql(`select ${tried}`, [tenantId, id])).length === 0) await sleep(100);
  // Postponed after a failure: once is enough.
  await attackerSql("update job set state = 'cancelled' where tenant_id = $1 and id = $2", [
    tenantId,
    id,
  ]);
}
