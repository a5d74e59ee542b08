import { transaction } from './transaction';

/** A tree that grew since its last checkpoint. */
export interface GrownTree {
  logId: string;
  size: number;
  /** Roots of its perfect subtrees, largest first. */
  peaks: Buffer[];
}

export type TreeSql = <Row extends object>(
  text: string,
  params: readonly unknown[],
) => Promise<Row[]>;

/** Gives waiting leaves their places; how many. Undefined while another process does so. */
export async function sequenceAudit(most: number): Promise<number | undefined> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<{ placed: number | null }>(
      'select tenancy.sequence_audit($1) as placed',
      [most],
    );
    return rows[0]?.placed ?? undefined;
  });
}

/**
 * Trees that no checkpoint covers whole, unless they have one that is younger than `before`; forks are left to the next
 * start. One process at a time: while `work` runs, no other is told of any.
 */
export function withGrownTrees(before: Date, work: TreeWork): Promise<void> {
  return withTrees(
    `left join lateral (select c.size, c.at from audit_checkpoint c where c.log_id = h.log_id
       order by c.size desc limit 1) c on true
     where h.size > coalesce(c.size, 0) and coalesce(c.at < $1, true) and h.fault is distinct from 'fork'
     order by c.at nulls first limit 500`,
    [before],
    work,
  );
}

/** The trees of these logs that the database has, one process at a time. */
export function withTreesOf(logIds: readonly string[], work: TreeWork): Promise<void> {
  return withTrees('where h.log_id = any($1::uuid[])', [logIds], work);
}

/** The trees that are not signed any more, one process at a time. */
export function withFaultyTrees(work: TreeWork): Promise<void> {
  return withTrees('where h.fault is not null and h.size > 0', [], work);
}

type TreeWork = (trees: GrownTree[], sql: TreeSql) => Promise<void>;

async function withTrees(which: string, params: readonly unknown[], work: TreeWork): Promise<void> {
  await transaction('worker', undefined, async (client) => {
    const sql: TreeSql = async <Row extends object>(text: string, given: readonly unknown[]) =>
      (await client.query<Row>(text, [...given])).rows;
    const [turn] = await sql<{ mine: boolean }>(
      "select pg_try_advisory_xact_lock(hashtextextended('audit checkpoints', 0)) as mine",
      [],
    );
    if (!turn?.mine) return;
    const rows = await sql<{ id: string; size: bigint; peaks: Buffer[] }>(
      `select h.log_id as id, h.size, h.peaks from audit_head h ${which}`,
      params,
    );
    await work(
      rows.map(({ id, size, peaks }) => ({ logId: id, size: Number(size), peaks })),
      sql,
    );
  });
}

/** Keeps a checkpoint beside its tree. */
export async function keepCheckpoint(
  sql: TreeSql,
  checkpoint: { logId: string; size: number; root: Buffer; at: string },
  note: string,
): Promise<void> {
  await sql('select tenancy.add_audit_checkpoint($1, $2, $3, $4, $5)', [
    checkpoint.logId,
    checkpoint.size,
    checkpoint.root,
    checkpoint.at,
    note,
  ]);
}

/** Says why a tree is not signed, or (null) that it is again; whether that is news. */
export async function noteFault(
  sql: TreeSql,
  logId: string,
  fault: 'behind' | 'fork' | null,
  at: Date,
): Promise<boolean> {
  const [row] = await sql<{ news: boolean }>(
    'select tenancy.note_audit_fault($1, $2, $3) as news',
    [logId, fault, at],
  );
  return row?.news ?? false;
}

/** Checkpoints of a log, so that one that a witness never knew is not read to its beginning each time. */
const LOOKED_AT = 100;

/**
 * Each log's newest checkpoint, where it is younger than that and no witness has answered for it, oldest first; with the size
 * of the last one that a witness answered for, 0 for none of late.
 */
export async function unwitnessed(
  since: Date,
): Promise<{ logId: string; size: number; note: string; witnessed: number }[]> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<{
      id: string;
      size: bigint;
      note: string;
      witnessed: bigint;
    }>(
      `select c.log_id as id, c.size, c.note, coalesce((select max(n.size) filter (where n.witness is not null)
           from (select w.size, w.witness from audit_checkpoint w where w.log_id = c.log_id
             order by w.size desc limit ${LOOKED_AT}) n), 0) as witnessed
       from (select distinct on (x.log_id) x.* from audit_checkpoint x where x.at >= $1 order by x.log_id, x.size desc) c
       where c.witness is null order by c.at limit 200`,
      [since],
    );
    return rows.map(({ id, size, note, witnessed }) => ({
      ...{ logId: id, size: Number(size), note, witnessed: Number(witnessed) },
    }));
  });
}

/** For what only reads a tree, beside whoever signs. */
export function readingTree<T>(work: (sql: TreeSql) => Promise<T>): Promise<T> {
  return transaction('worker', undefined, (client) =>
    work(
      async <Row extends object>(text: string, given: readonly unknown[]) =>
        (await client.query<Row>(text, [...given])).rows,
    ),
  );
}

export async function keepWitness(logId: string, size: number, answer: string): Promise<void> {
  await transaction('worker', undefined, (client) =>
    client.query('select tenancy.witness_audit_checkpoint($1, $2, $3)', [logId, size, answer]),
  );
}

/**
 * Ends entries that were signed before that moment, at most so many; how many. Undefined while another process does so.
 */
export async function expireAudit(
  before: Date,
  at: Date,
  most: number,
): Promise<number | undefined> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<{ ended: number | null }>(
      'select tenancy.expire_audit($1, $2, $3) as ended',
      [before, at, most],
    );
    return rows[0]?.ended ?? undefined;
  });
}

/** Checkpoints that the object store does not have, of each log the oldest first. */
export async function unstored(
  most: number,
): Promise<{ logId: string; size: number; note: string; at: Date }[]> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<{ id: string; size: bigint; note: string; at: Date }>(
      `select h.log_id as id, c.size, c.note, c.at from audit_head h left join audit_store s on s.log_id = h.log_id
       cross join lateral (select x.size, x.note, x.at from audit_checkpoint x
         where x.log_id = h.log_id and x.size > coalesce(s.size, 0) order by x.size limit $1) c
       order by c.at, c.size limit $1`,
      [most],
    );
    return rows.map(({ id, size, note, at }) => ({ logId: id, size: Number(size), note, at }));
  });
}

/** Keeps that the object store has a log's checkpoint of that size, and those before it. */
export async function keepStored(logId: string, size: number, at: Date): Promise<void> {
  await transaction('worker', undefined, (client) =>
    client.query('select tenancy.stored_audit_checkpoint($1, $2, $3)', [logId, size, at]),
  );
}
