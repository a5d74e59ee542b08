import { setTimeout as sleep } from 'node:timers/promises';
import { TenantMismatch } from '@/lib/db/assert-tenant';
import { isRefused } from '@/lib/db/sql-errors';
import { TENANT_MODELS } from '@/lib/db/tenant-model';
import { withTenant } from '@/lib/db/tenant-models';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { folderName } from '@/lib/documents/folders/folder-row';
import { newId } from '@/lib/ids';
import { tenantKv } from '@/lib/kv/tenant-kv';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { embedTexts } from '@/lib/retrieval/embedder';
import type { TenantContext } from '@/lib/tenancy/context';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import { watchRow } from './action-attempts';
import { CONTENT, type GuardedPath, ROWS } from './path';
import { victims } from './read-attempts';
import type { MatrixScene } from './scene';
import { makeDocument, makeFolder } from './throw-away';

/** The gateways themselves, and the worker, handed what is the victim's. */
export const STORE_PATHS: Record<string, GuardedPath> = {
  'store database': {
    locks: ROWS,
    prepare: (scene) => async () => {
      for (const model of TENANT_MODELS) {
        const found = await foreignRow(scene.attacker.ctx, model)
          .catch(notGranted)
          .catch(refusedByLock);
        if (found) return `a ${model} of others`;
      }
    },
  },
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
  'store kv': {
    locks: ['handle', 'assertion'],
    prepare: async ({ attacker, victim }) => {
      for (let n = 0; n < BUSY; n += 1) await countRequest(victim.ctx);
      return () => countedWith(attacker.ctx);
    },
  },
  'store keys': {
    locks: CONTENT,
    prepare: async (scene) => {
      const name = scene.book.plant('victim', 'sealed name');
      const id = await makeFolder(scene, name);
      return async () => {
        const names = await folderNames(scene.attacker.ctx, id).catch(refusedByLock);
        return scene.foundInTenant({ text: names?.join() ?? '' });
      };
    },
  },
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

/** A row of anybody else, by a model of Prisma: another way to build the scope than that of statements. */
async function foreignRow(
  ctx: TenantContext,
  model: (typeof TENANT_MODELS)[number],
): Promise<{ tenantId: string } | undefined> {
  const rows = await withTenant(ctx, (tx) => {
    const { findMany } = tx[model] as { findMany(): Promise<{ tenantId: string }[]> };
    return findMany();
  });
  return rows.find((row) => row.tenantId !== ctx.tenantId);
}

/** What the login has no grant for, whoever it acts for, is none of the four locks. */
function notGranted(error: unknown): undefined {
  if (!isRefused(error)) throw error;
}

const BUSY = 1_000;
const BOUNDLESS = { requestsPerMinute: Number.MAX_SAFE_INTEGER, inFlight: Number.MAX_SAFE_INTEGER };

async function countRequest(ctx: TenantContext): Promise<void> {
  const decision = await tenantKv(ctx).admit(BOUNDLESS);
  if (decision.admitted) decision.release();
}

/** Whether the victim's requests count against a limit that the attacker's own do not reach. */
async function countedWith(ctx: TenantContext): Promise<string | undefined> {
  try {
    const decision = await tenantKv(ctx).admit({ ...BOUNDLESS, requestsPerMinute: BUSY / 2 });
    if (!decision.admitted) return 'the requests of the victim were counted';
    decision.release();
  } catch (error) {
    if (error instanceof Error) return refusedByLock(error);
    throw error;
  }
}

/** What the tenant's keys open of a folder's row. */
async function folderNames(ctx: TenantContext, id: string): Promise<string[]> {
  const rows = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; name_sealed: Buffer }>(
      'select tenant_id, name_sealed from folder where tenant_id = :tenant and id = $1',
      [id],
    ),
  );
  return rows.map(({ name_sealed: sealed }) => folderName(ctx, id, sealed));
}

/** Nothing came, because the assertion or the encryption said so; other failures are the suite's own. */
export function refusedByLock(error: Error): undefined {
  const byLock =
    error instanceof TenantMismatch || /unable to authenticate data/.test(error.message);
  if (!byLock) throw error;
}

/** One table, as far as the app may read it, through the gateway: a row of anybody else must not come. */
export function tablePath(table: string): GuardedPath {
  return {
    locks: ROWS,
    prepare: async ({ attacker: { ctx } }) => {
      const [readable] = await withTenantSql(ctx, (sql) =>
        sql<{ columns: string | null }>(
          `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
           where :tenant is not null and attrelid = $1::regclass and attnum > 0 and not attisdropped
             and has_column_privilege(attrelid, attnum, 'select')`,
          [table],
        ),
      );
      return async () => {
        const rows = await withTenantSql(ctx, (sql) =>
          sql<{ tenant_id: string }>(
            `select ${readable?.columns} from ${table} where tenant_id = :tenant`,
          ),
        ).catch(refusedByLock);
        return rows?.some((row) => row.tenant_id !== ctx.tenantId) ? 'rows of others' : undefined;
      };
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
