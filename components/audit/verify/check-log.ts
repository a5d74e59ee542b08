import type { AuditFacts, AuditPayload, EntryProof, LogProofs } from '@/lib/audit/proofs/schema';
import { type Bytes, fromBase64 } from './bytes';
import { entryBody } from './entry-body';
import { isConsistent, isIncluded, leafHash } from './merkle';
import { type OpenedNote, openNote } from './note';
import type { Remembered } from './remembered';
import { isOverdue, isPutInLater } from './signing-time';
import { witnessOf } from './witness';

export type EntryState =
  | 'proven'
  | 'waiting'
  /** It waits for its signature longer than entries do. */
  | 'overdue'
  /** Proven, and signed long after the time that it says. */
  | 'late'
  | 'false';
export type LogState =
  | 'good'
  /** Nothing was signed yet. */
  | 'unsigned'
  /** No known key signed the checkpoint. */
  | 'unknown-signer'
  /** The log does not contain what this browser saw before. */
  | 'rewritten'
  /** It is shorter than what this browser saw. */
  | 'shortened';

export interface CheckedLog {
  state: LogState;
  note: OpenedNote | undefined;
  /** The witness that signed the note too. */
  witness: string | undefined;
  entries: Map<string, EntryState>;
  /** What to remember of a good log. */
  seen: Remembered | undefined;
}

/**
 * Believes the keys that it is given at first, and from then on only whom those vouch for. An entry that is later in the log than
 * a checkpoint which is younger than the entry's own time is false. `nowMs`: the reader's clock.
 */
export async function checkLog(
  proofs: LogProofs,
  entries: readonly (AuditFacts & AuditPayload)[],
  before: Remembered | undefined,
  nowMs = Date.now(),
): Promise<CheckedLog> {
  const note =
    proofs.checkpoint === null
      ? undefined
      : await openNote(proofs.checkpoint, proofs.logId, before?.keys ?? proofs.keys);
  const state = await stateOf(proofs, note, before);
  const signed = await openNotes(proofs, before);
  const states = await Promise.all(
    entries.map(async (entry) => {
      const proof = proofs.entries[entry.id];
      // Every entry has its leaf from the moment that it is written.
      if (!proof || !isInItsPlace(proof, entry, signed, before))
        return [entry.id, 'false'] as const;
      const state = await entryState(proofs, note, proof, entry);
      return [entry.id, timely(state, { proof, entry, signed, nowMs })] as const;
    }),
  );
  return {
    ...{ state, note, entries: new Map(states) },
    witness: note && (await witnessOf(proofs)),
    seen: await seenOf(state, proofs, note, before),
  };
}

async function stateOf(
  { checkpoint, consistency }: LogProofs,
  note: OpenedNote | undefined,
  before: Remembered | undefined,
): Promise<LogState> {
  if (checkpoint === null) return before ? 'shortened' : 'unsigned';
  if (!note) return 'unknown-signer';
  if (!before) return 'good';
  if (note.size < before.size) return 'shortened';
  const hashes = decoded(consistency ?? []);
  return hashes && (await isConsistent(before, note, hashes)) ? 'good' : 'rewritten';
}

/** The notes around entries, by size; those that none of the log's keys signed are left out. */
async function openNotes(
  { logId, keys, notes }: LogProofs,
  before: Remembered | undefined,
): Promise<Map<number, OpenedNote>> {
  const known = [...new Set([...keys, ...(before?.keys ?? [])])];
  const opened = await Promise.all(
    Object.values(notes).map((note) => openNote(note, logId, known)),
  );
  return new Map(opened.flatMap((note) => (note ? [[note.size, note] as const] : [])));
}

/** Whether nothing that was signed without the entry is younger than the entry's own time. */
function isInItsPlace(
  { without, within, place }: EntryProof,
  entry: AuditFacts,
  signed: Map<number, OpenedNote>,
  before: Remembered | undefined,
): boolean {
  const last = without === null ? undefined : signed.get(without);
  if (without !== null && (!last || (place !== null && without > place))) return false;
  if (within !== null && (!signed.has(within) || place === null || within <= place)) return false;
  const seen = before && (place ?? before.size) >= before.size ? before : undefined;
  return !isPutInLater(entry.at, [last, seen]);
}

function timely(
  state: EntryState,
  about: { proof: EntryProof; entry: AuditFacts; signed: Map<number, OpenedNote>; nowMs: number },
): EntryState {
  const { proof, entry, signed, nowMs } = about;
  if (state === 'waiting') return isOverdue(entry.at, nowMs) ? 'overdue' : state;
  // What is in the first checkpoint of all was written before logs were signed.
  if (state !== 'proven' || proof.without === null || proof.within === null) return state;
  return isPutInLater(entry.at, [signed.get(proof.within)]) ? 'late' : state;
}

async function entryState(
  { checkpoint }: LogProofs,
  note: OpenedNote | undefined,
  proof: EntryProof,
  entry: AuditFacts & AuditPayload,
): Promise<EntryState> {
  if (proof.place === null || checkpoint === null) return 'waiting';
  if (!note) return 'false';
  if (proof.place >= note.size) return 'waiting';
  const hashes = decoded(proof.hashes);
  if (!hashes) return 'false';
  const leaf = await leafHash(await entryBody(entry, proof.commitment));
  const { size, root } = note;
  return (await isIncluded(leaf, { place: proof.place, size, root, hashes })) ? 'proven' : 'false';
}

async function seenOf(
  state: LogState,
  proofs: LogProofs,
  note: OpenedNote | undefined,
  before: Remembered | undefined,
): Promise<Remembered | undefined> {
  if (state !== 'good' || !note || proofs.checkpoint === null) return before;
  const signers = (await openNote(proofs.checkpoint, proofs.logId, proofs.keys))?.signers ?? [];
  const keys = [...new Set([...(before?.keys ?? []), ...signers])];
  return { size: note.size, root: note.root, at: note.at, keys };
}

function decoded(hashes: readonly string[] | null): Bytes[] | undefined {
  const bytes = hashes?.map(fromBase64);
  return bytes?.every((each) => each?.length === 32) ? (bytes as Bytes[]) : undefined;
}
