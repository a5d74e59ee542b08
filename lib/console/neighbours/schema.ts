import { z } from 'zod';

export const neighbourParams = z.object({
  /** Who waited. */
  tenant: z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    .optional()
    .catch(undefined),
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

/** Who held slots while somebody waited. */
export interface Blame {
  tenant: { id: string; name: string };
  /** Of the waiting, by what others held in the same minutes. */
  ms: number;
  share: number;
}

export interface NeighboursView {
  rows: NeighbourRow[];
  /** Everybody else's, beyond those that are listed. */
  others: number;
  /** Null while nobody is chosen. */
  waiter: {
    tenant: { id: string; name: string };
    waitedMs: number;
    blame: Blame[];
    others: number;
  } | null;
  /** Width of the buckets that waiting and holding are laid beside each other in. */
  stepMs: number;
}
