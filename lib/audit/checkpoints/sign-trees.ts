import { clock, now } from '@/lib/clock';
import {
  type GrownTree,
  keepCheckpoint,
  noteFault,
  sequenceAudit,
  type TreeSql,
  withGrownTrees,
  withTreesOf,
} from '@/lib/db/audit-trees';
import { log } from '@/lib/log';
import { isSameHash, rootOfPeaks } from '../tree/hashes';
import { treeOf } from '../tree/sql-rows';
import { type Checkpoint, type NoteKey, signCheckpoint } from './note';
import { publicKeys, signingKeys } from './signing-keys';
import { lastWritten, writeCheckpoint, writeKeys, writtenLogs } from './write-once';

const BATCH = 2_000;
/** A log that is written to has a checkpoint so often. */
export const CHECKPOINT_EVERY_MS = 10_000;

/** Gives every leaf that waits its place. */
export async function placeLeaves(signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted) {
    const placed = await sequenceAudit(BATCH);
    if (placed === undefined || placed < BATCH) return;
  }
}

/**
 * Signs what grew: each checkpoint is on the disk of the write-once place before the database has it. A tree that does not
 * contain what was signed last is not signed, and the operators are told: it was changed, or restored from before.
 * `everyMs`: of a log that has a younger checkpoint none is signed.
 */
export async function signTrees(everyMs = CHECKPOINT_EVERY_MS): Promise<void> {
  await withGrownTrees(new Date(clock().now() - everyMs), async (trees, sql) => {
    if (trees.length === 0) return;
    const [keys, known] = [await signingKeys(), await publicKeys()];
    writeKeys(known);
    for (const tree of trees) await signTree(tree, sql, keys, known);
  });
}

async function signTree(
  tree: GrownTree,
  sql: TreeSql,
  keys: readonly NoteKey[],
  known: readonly Buffer[],
): Promise<void> {
  const root = rootOfPeaks(tree.peaks);
  if (await tellFault(tree, lastWritten(tree.logId, known), sql)) return;
  const checkpoint: Checkpoint = {
    logId: tree.logId,
    size: tree.size,
    root,
    at: now().toISOString(),
  };
  const note = signCheckpoint(checkpoint, keys);
  writeCheckpoint(tree.logId, note);
  await keepCheckpoint(sql, checkpoint, note);
}

/**
 * For the start: compares every log that was ever written out with the database, which may have been restored from before. A
 * log that is not there any more, or shorter, or another one, is told to the operators.
 */
export async function checkWrittenLogs(): Promise<void> {
  const known = await publicKeys();
  const logIds = writtenLogs();
  await withTreesOf(logIds, async (trees, sql) => {
    for (const logId of logIds) {
      const tree = trees.find((each) => each.logId === logId) ?? { logId, size: 0, peaks: [] };
      await tellFault(tree, lastWritten(logId, known), sql);
    }
  });
}

/** Whether the tree must not be signed. */
async function tellFault(
  tree: GrownTree,
  last: Checkpoint | undefined,
  sql: TreeSql,
): Promise<boolean> {
  const fault = await faultOf(tree, last, sql);
  if (await noteFault(sql, tree.logId, fault, now()))
    log.error({ log: tree.logId, fault }, 'whether an audit log can be signed has changed');
  return fault !== null;
}

/**
 * What was written out can be gone, or another directory be in its place: what the database says was signed is then no witness
 * of itself, and an operator has to say that the log goes on.
 */
async function wasSigned(logId: string, sql: TreeSql): Promise<boolean> {
  const [row] = await sql('select size from audit_checkpoint where log_id = $1 limit 1', [logId]);
  return row !== undefined;
}

/** Both roots from the hashes that are stored now: equal to what was signed and to what grew since. */
async function faultOf(
  tree: GrownTree,
  last: Checkpoint | undefined,
  sql: TreeSql,
): Promise<'behind' | 'fork' | null> {
  if (!last) return (await wasSigned(tree.logId, sql)) ? 'behind' : null;
  if (last.size > tree.size) return 'behind';
  const reader = treeOf(sql, tree.logId);
  try {
    const isOld = isSameHash(await reader.range(0, last.size), last.root);
    return isOld && isSameHash(await reader.range(0, tree.size), rootOfPeaks(tree.peaks))
      ? null
      : 'fork';
  } catch (error) {
    log.warn({ log: tree.logId, err: (error as Error).message }, 'a tree could not be read');
    return 'fork';
  }
}
