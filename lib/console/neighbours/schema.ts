import { z } from 'zod';

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export const neighbourParams = z.object({
  /** Who waited: because of whom? */
  tenant: id.optional().catch(undefined),
  /** Who held slots: who waited because of it? */
  holder: id.optional().catch(undefined),
  /** By what was held, or by what was waited. */
  sort: z.enum(['held', 'waited']).catch('held'),
});
export type NeighbourParams = z.infer<typeof neighbourParams>;

/** What a tenant held of the slots for answers, and what it waited. Milliseconds. */
export interface NeighbourRow {
  tenant: { id: string; name: string };
  heldMs: number;
  /** Of what all held together. */
  share: number;
  waitedMs: number;
  /** Requests that waited for over 100 ms, of all. */
  waited: number;
  requests: number;
}

/** Who held slots while one tenant waited, or who waited while one held them. */
export interface Blame {
  tenant: { id: string; name: string };
  /** Of the waiting, by the part of the slots that the one held in the same minutes in which the other waited. */
  ms: number;
  share: number;
}

/** Why one tenant waited, or who waited because of it, itself included. */
export interface Blamed {
  tenant: { id: string; name: string };
  /** That it waited, or that all waited because of it, also those that are not listed. */
  ms: number;
  /** The most first. */
  blame: Blame[];
  others: number;
}

export interface NeighboursView {
  rows: NeighbourRow[];
  /** Everybody else's, beyond those that are listed. */
  others: number;
  /** Why the one that was chosen waited; null while nobody is chosen. */
  waiter: Blamed | null;
  /** Who waited because of the one that was chosen. */
  holder: Blamed | null;
  /** Width of the buckets that waiting and holding are laid beside each other in. */
  stepMs: number;
}
