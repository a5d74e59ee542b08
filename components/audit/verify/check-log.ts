import type { AuditFacts, AuditPayload, LogProofs } from '@/lib/audit/proofs/schema';
import { type Bytes, fromBase64 } from './bytes';
import { entryBody } from './entry-body';
import { isConsistent, isIncluded, leafHash } from './merkle';
import { type OpenedNote, openNote } from './note';
import type { Remembered } from './remembered';

export type EntryState = 'proven' | 'waiting' | 'false';
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
  entries: Map<string, EntryState>;
  /** What to remember of a good log. */
  seen: Remembered | undefined;
}

/** Believes the keys that it is given at first, and from then on only whom those vouch for. */
export async function checkLog(
  proofs: LogProofs,
  entries: readonly (AuditFacts & AuditPayload)[],
  before: Remembered | undefined,
): Promise<CheckedLog> {
  const note =
    proofs.checkpoint === null
      ? undefined
      : await openNote(proofs.checkpoint, proofs.logId, before?.keys ?? proofs.keys);
  const state = await stateOf(proofs, note, before);
  const states = await Promise.all(
    entries.map(async (entry) => [entry.id, await entryState(proofs, note, entry)] as const),
  );
  return { state, note, entries: new Map(states), seen: await seenOf(state, proofs, note, before) };
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

async function entryState(
  { checkpoint, entries }: LogProofs,
  note: OpenedNote | undefined,
  entry: AuditFacts & AuditPayload,
): Promise<EntryState> {
  const proof = entries[entry.id];
  // Every entry has its leaf from the moment that it is written.
  if (!proof) return 'false';
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
