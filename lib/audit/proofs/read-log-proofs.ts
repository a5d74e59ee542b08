import { env } from '@/lib/env';
import { verifierKey } from '../checkpoints/note';
import { publicKeys } from '../checkpoints/signing-keys';
import { consistencyProof, inclusionProof } from '../tree/proofs';
import { sqlRows } from '../tree/sql-rows';
import { TreeReader } from '../tree/tree-reader';
import { countRemoved } from './count-removed';
import type { LogSql } from './log-sql';
import type { EntryProof, LogProofs } from './schema';

interface HeadRow {
  note: string | null;
  size: bigint | null;
  witness: string | null;
  fault: LogProofs['fault'];
}

interface LeafRow {
  entry_id: string;
  place: bigint | null;
  /** Null of what is older than it is kept. */
  body: string | null;
  without: bigint | null;
  within: bigint | null;
}

/**
 * Proofs of the entries against the newest checkpoint, and that it continues the one of the size seen. With each entry the
 * last checkpoint before it and the first after it: they tell when it was put there, whatever time it says.
 */
export async function readLogProofs(
  sql: LogSql,
  logId: string,
  wanted: { entries: readonly string[]; seen: number },
): Promise<LogProofs> {
  const [head] = await sql<HeadRow>(
    `select h.log_id as tenant_id, c.note, c.size, c.witness, h.fault from audit_head h
     left join lateral (select x.note, x.size, x.witness from audit_checkpoint x where x.log_id = h.log_id
       order by x.size desc limit 1) c on true
     where h.log_id = :log`,
  );
  const leaves = await sql<LeafRow>(
    `select l.log_id as tenant_id, l.entry_id, l.place, l.body, c.size as without, d.size as within from audit_leaf l
     left join lateral (select x.size from audit_checkpoint x where x.log_id = l.log_id and (l.place is null or x.size <= l.place)
       order by x.size desc limit 1) c on true
     left join lateral (select x.size from audit_checkpoint x where x.log_id = l.log_id and x.size > l.place
       order by x.size limit 1) d on true
     where l.log_id = :log and l.entry_id = any($1::uuid[])`,
    [wanted.entries],
  );
  const tree = new TreeReader(sqlRows(sql));
  const keys = await publicKeys();
  const key = env.TENANTRY_AUDIT_WITNESS_KEY;
  const size = Number(head?.size ?? 0);
  const entries: [string, EntryProof][] = [];
  for (const leaf of leaves) entries.push([leaf.entry_id, await proofOf(tree, leaf, size)]);
  return {
    logId,
    checkpoint: head?.note ?? null,
    witness: key && head?.witness ? { key, line: head.witness } : null,
    keys: keys.map(verifierKey),
    fault: head?.fault ?? null,
    consistency:
      head?.note && wanted.seen > 0 && wanted.seen <= size
        ? await encoded(consistencyProof(tree, wanted.seen, size))
        : null,
    entries: Object.fromEntries(entries),
    notes: await notesOf(sql, leaves),
    removed: await countRemoved(sql, logId, wanted.entries),
  };
}

async function notesOf(sql: LogSql, leaves: readonly LeafRow[]): Promise<LogProofs['notes']> {
  const sizes = new Set(
    leaves.flatMap(({ without, within }) => [without ?? [], within ?? []].flat()),
  );
  const rows = await sql<{ size: bigint; note: string }>(
    `select log_id as tenant_id, size, note from audit_checkpoint
     where log_id = :log and size = any($1::bigint[])`,
    [[...sizes].map(String)],
  );
  return Object.fromEntries(rows.map(({ size, note }) => [String(size), note]));
}

async function proofOf(tree: TreeReader, leaf: LeafRow, size: number): Promise<EntryProof> {
  const place = leaf.place === null ? null : Number(leaf.place);
  return {
    place,
    without: leaf.without === null ? null : Number(leaf.without),
    within: leaf.within === null ? null : Number(leaf.within),
    hashes: place === null || place >= size ? [] : await encoded(inclusionProof(tree, place, size)),
    commitment: commitmentOf(leaf.body),
  };
}

/** A tree that somebody changed may lack hashes. */
function encoded(hashes: Promise<Buffer[]>): Promise<string[] | null> {
  return hashes.then(
    (all) => all.map((hash) => hash.toString('base64')),
    () => null,
  );
}

function commitmentOf(body: string | null): string | null {
  if (body === null) return null;
  try {
    return String((JSON.parse(body) as unknown[]).at(-1));
  } catch {
    return null;
  }
}
