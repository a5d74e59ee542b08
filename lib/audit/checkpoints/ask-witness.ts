import { clock } from '@/lib/clock';
import { keepWitness, readingTree, unwitnessed } from '@/lib/db/audit-trees';
import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { consistencyProof } from '../tree/proofs';
import { treeOf } from '../tree/sql-rows';
import { addCheckpoint, type WitnessAnswer } from './add-checkpoint';
import { cosignatureIn } from './cosignature';

/** Older ones are covered by a younger one. */
const SINCE_MS = 86_400_000;

type Unwitnessed = Awaited<ReturnType<typeof unwitnessed>>[number];

/**
 * Shows each log's newest checkpoint to the witness of the installation, when there is one, with the proof that the log still
 * has what the witness saw last, and keeps its cosignature, which proves that nobody was shown another log. Nothing else that
 * it answers is kept: it is asked again, and what it refuses of one log holds no other log up. Where nobody listens the round
 * ends. Whether all of them are signed.
 */
export async function askWitness(
  prefix = env.TENANTRY_AUDIT_WITNESS_URL,
  key = env.TENANTRY_AUDIT_WITNESS_KEY,
): Promise<boolean> {
  if (!prefix || !key) return true;
  let isSigned = true;
  for (const checkpoint of await unwitnessed(new Date(clock().now() - SINCE_MS))) {
    const { logId, size, note } = checkpoint;
    const answer = await show(prefix, checkpoint);
    if (answer.kind === 'away') return false;
    const line = answer.kind === 'taken' && cosignatureIn(answer.text, note, key);
    if (line) await keepWitness(logId, size, line);
    else {
      isSigned = false;
      log.warn({ log: logId, answer: answer.kind }, 'the witness did not sign a checkpoint');
    }
  }
  return isSigned;
}

/**
 * From where it signed last, as far as is known here; and once more from where it says, which differs when its answer was
 * lost on the way, or another process showed it this log. What it saw beyond this checkpoint has no proof from there.
 */
async function show(prefix: string, checkpoint: Unwitnessed): Promise<WitnessAnswer> {
  const { witnessed, size, logId } = checkpoint;
  const first = await showFrom(prefix, checkpoint, witnessed);
  if (first.kind !== 'elsewhere' || first.size === witnessed) return first;
  if (first.size > size) {
    log.error({ log: logId, size, seen: first.size }, 'the witness saw more of an audit log');
    return first;
  }
  return showFrom(prefix, checkpoint, first.size);
}

async function showFrom(
  prefix: string,
  { logId, size, note }: Unwitnessed,
  from: number,
): Promise<WitnessAnswer> {
  let proof: Buffer[];
  try {
    proof = await readingTree((sql) => consistencyProof(treeOf(sql, logId), from, size));
  } catch (error) {
    // A tree that somebody changed may lack hashes; whoever signs tells the operators.
    log.warn({ log: logId, err: (error as Error).message }, 'a tree could not be read');
    return { kind: 'refused' };
  }
  return addCheckpoint(prefix, { from, proof, note });
}
