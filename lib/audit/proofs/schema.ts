import { z } from 'zod';

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const size = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** The log of the platform itself. */
export const PLATFORM_LOG = '00000000-0000-0000-0000-000000000000';

/** Entries of a page. */
export const MOST_PROOFS = 100;

/** `seen`: size of the checkpoint that the reader saw last; 0 for none. */
export const proofParams = z.object({
  entries: z.array(id).max(MOST_PROOFS),
  seen: size.catch(0),
});

/** Of the console: a tenant's id, or zero for the platform's own log. */
export const platformLogParams = z.object({ log: id });
export const platformProofParams = platformLogParams.extend(proofParams.shape);

/** What an entry's leaf says in the open, letter for letter. */
export interface AuditFacts {
  logId: string;
  id: string;
  /** UTC, with microseconds. */
  at: string;
  actorKind: string;
  actorId: string;
  action: string;
  objectKind: string;
  objectId: string | null;
  requestId: string | null;
  outcome: string;
}

/** What a leaf commits to; null where the reader may not read it. */
export interface AuditPayload {
  salt: string | null;
  /** JSON, letter for letter. */
  payload: string | null;
}

export interface EntryProof {
  /** From 0; null until it has one. */
  place: number | null;
  /** Size of the newest checkpoint that does not hold it; null where there is none. */
  without: number | null;
  /** Size of the oldest checkpoint that holds it; null where there is none. */
  within: number | null;
  /** Base64, towards the root; null when the tree lacks them. */
  hashes: string[] | null;
  /** SHA-256 over salt and payload, hexadecimal, as the leaf has it. */
  commitment: string | null;
}

/** What a browser needs in order to believe nobody. */
export interface LogProofs {
  logId: string;
  /** The newest signed note; null before the first. */
  checkpoint: string | null;
  /** The installation's witness, as C2SP writes its key, and the line by which it signed the checkpoint too; null without one. */
  witness: { key: string; line: string } | null;
  /** Public keys as C2SP writes them, newest first. */
  keys: string[];
  /** Why no newer checkpoint is signed. */
  fault: 'behind' | 'fork' | null;
  /** From the size seen to the checkpoint's, base64; null when there is none. */
  consistency: string[] | null;
  entries: Record<string, EntryProof>;
  /** The signed notes that `without` and `within` name, by their sizes. */
  notes: Record<string, string>;
  /** Entries that had a place among these, or right after the newest, and are not there any more. */
  removed: number;
}
