import { withTenant } from '@/lib/db/tenant-models';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { transaction } from '@/lib/db/transaction';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { tenantKv } from '@/lib/kv/tenant-kv';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import type { Ownership } from './ownership';
import { type Party, someDirection } from './party';

export interface Act {
  self: Party;
  other: Party;
  model: Ownership;
  /** 0 to below 1. */
  random: () => number;
}

/** Does one thing as `self` and returns what it should not have received; throws when it was refused. */
export type Operation = (act: Act) => Promise<string[]>;

/** How often each is drawn. */
export const OPERATIONS: [weight: number, operation: Operation][] = [
  [20, listRows],
  [16, readById],
  [10, listByModels],
  [10, listUnscoped],
  [8, addConversation],
  [8, searchVectors],
  [6, readObject],
  [6, openSealed],
  [4, admit],
  [4, abortInside],
  [4, timeOutInside],
  [2, loseConnection],
  [4, leaveSetting],
  [4, readWithoutContext],
];

async function listRows({ self, model }: Act): Promise<string[]> {
  const rows = await withTenantSql(self.ctx, (sql) =>
    sql<{ id: string }>('select id, tenant_id from document where tenant_id = :tenant'),
  );
  const lost = self.documents.filter((id) => !rows.some((row) => row.id === id));
  return [
    ...model.foreign(
      self.ctx.tenantId,
      rows.map((row) => row.id),
    ),
    ...lost.map((id) => `${id} is missing`),
  ];
}

async function readById({ self, other, random }: Act): Promise<string[]> {
  const id = pick(other.chunks, random);
  const rows = await withTenantSql(self.ctx, (sql) =>
    sql<{ id: string }>('select id from chunk where tenant_id = :tenant and id = $1', [id]),
  );
  return rows.map((row) => row.id);
}

async function listByModels({ self, other, model }: Act): Promise<string[]> {
  const rows = await withTenant(self.ctx, (tx) =>
    tx.document.findMany({
      where: { OR: [{ id: { in: other.documents } }, { stage: 'indexed' }] },
      select: { id: true },
    }),
  );
  return model.foreign(
    self.ctx.tenantId,
    rows.map((row) => row.id),
  );
}

/** What a forgotten filter would read. */
async function listUnscoped({ self, model }: Act): Promise<string[]> {
  const rows = await withTenantSql(self.ctx, (sql) =>
    sql<{ id: string }>('select id from chunk where :tenant is not null'),
  );
  return model.foreign(
    self.ctx.tenantId,
    rows.map((row) => row.id),
  );
}

async function addConversation({ self, model }: Act): Promise<string[]> {
  const id = newId();
  const rows = await withTenantSql(self.ctx, async (sql) => {
    await sql(
      `insert into conversation (tenant_id, id, user_id, title_sealed, created_at, updated_at)
       values (:tenant, $1, $2, $3, now(), now())`,
      [
        id,
        self.ctx.principal.id,
        tenantKeys(self.ctx).seal({ table: 'conversation', row: id, column: 'title' }, self.word),
      ],
    );
    return sql<{ id: string }>(
      'select id from conversation where tenant_id = :tenant order by created_at desc limit 20',
    );
  });
  model.add(self.ctx.tenantId, id);
  // Those of transactions that have committed and are not written down here yet are one's own all the same.
  const seen = rows.map((row) => row.id).filter((each) => each !== id);
  await new Promise((resolve) => setImmediate(resolve));
  const strange = model.foreign(self.ctx.tenantId, seen);
  return strange.length === 0 ? [] : stillForeign(self, strange);
}

/** Of ids that the model does not know: whose they are by the store's own word. */
async function stillForeign(self: Party, ids: string[]): Promise<string[]> {
  const rows = await withTenantSql(self.ctx, (sql) =>
    sql<{ id: string }>(
      'select id from conversation where tenant_id = :tenant and user_id = $2 and id = any($1::uuid[])',
      [ids, self.ctx.principal.id],
    ),
  );
  return ids.filter((id) => !rows.some((row) => row.id === id));
}

async function searchVectors({ self, model }: Act): Promise<string[]> {
  const hits = await tenantVectors(self.ctx).search(someDirection(), { limit: 100 });
  const found = hits.map((hit) => hit.documentId);
  const lost = self.documents.filter((id) => !found.includes(id));
  return [...model.foreign(self.ctx.tenantId, found), ...lost.map((id) => `${id} is missing`)];
}

async function readObject({ self, other, random }: Act): Promise<string[]> {
  const foreign = await tenantObjects(self.ctx).get('original', pick(other.documents, random));
  const own = await tenantObjects(self.ctx).get('original', pick(self.documents, random));
  return [
    ...(foreign ? ['an object of the other tenant'] : []),
    ...(own?.includes(self.word) ? [] : ['another text than one’s own']),
  ];
}

async function openSealed({ self, other }: Act): Promise<string[]> {
  const place = { table: 'chunk', row: other.chunks[0] ?? '', column: 'text' };
  const sealed = tenantKeys(other.ctx).seal(place, other.word);
  try {
    return [tenantKeys(self.ctx).openText(place, sealed)];
  } catch {
    return [];
  }
}

let admitted: Promise<unknown> = Promise.resolve();

/** The other tenant has all that it may have at once. One after the other, so that nobody else has any. */
function admit(act: Act): Promise<string[]> {
  const result = admitted.then(() => admitBoth(act));
  admitted = result;
  return result;
}

async function admitBoth({ self, other }: Act): Promise<string[]> {
  const one = { requestsPerMinute: 1_000_000, inFlight: 1 };
  const decisions = await Promise.all([other, self].map(({ ctx }) => tenantKv(ctx).admit(one)));
  for (const decision of decisions) if (decision.admitted) decision.release();
  return decisions.every(({ admitted }) => admitted) ? [] : ['a limit that somebody else used up'];
}

async function abortInside({ self }: Act): Promise<string[]> {
  await withTenantSql(self.ctx, async (sql) => {
    await sql('update document set pages = pages + 1 where tenant_id = :tenant');
    throw new Refused('aborted');
  });
  return [];
}

async function timeOutInside({ self }: Act): Promise<string[]> {
  await withTenantSql(self.ctx, async (sql) => {
    await sql("select set_config('statement_timeout', '1', true) where :tenant is not null");
    await sql('select pg_sleep(1) where :tenant is not null');
  });
  return [];
}

async function loseConnection({ self }: Act): Promise<string[]> {
  await withTenantSql(self.ctx, async (sql) => {
    await sql('select pg_terminate_backend(pg_backend_pid()) where :tenant is not null');
    await sql('select 1 where :tenant is not null');
  });
  return [];
}

/** The mistake of setting the context for the whole session: the next transaction must not see it. */
async function leaveSetting({ self }: Act): Promise<string[]> {
  const token = await self.ctx.databaseToken();
  await transaction('app', token, (client) =>
    client.query("select set_config('tenancy.context', $1, false)", [token]),
  );
  return [];
}

async function readWithoutContext(): Promise<string[]> {
  const { rows } = await transaction('app', undefined, (client) =>
    client.query<{ id: string }>('select id from chunk limit 5'),
  );
  return rows.map((row) => row.id);
}

/** What an operation does to itself on purpose. */
export class Refused extends Error {}

function pick(ids: readonly string[], random: () => number): string {
  const id = ids[Math.floor(random() * ids.length)];
  if (id === undefined) throw new Error('There is nothing to pick from.');
  return id;
}
