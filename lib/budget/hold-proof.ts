import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Reservation } from './reservation';

const proofs = processState('budget.holdProofs', () => new WeakMap<Reservation, TenantContext>());

/** For `reserve.ts`: what it took, with the proof to end it. */
export function keepHoldProof(reservation: Reservation, proof: TenantContext): void {
  proofs.set(reservation, proof);
}

/**
 * The context under which the hold is renewed and settled and its answer stored. It outlives the session,
 * the membership and a pause of the workspace, and does nothing but that.
 */
export function holdProof(reservation: Reservation): TenantContext {
  const proof = proofs.get(reservation);
  if (!proof) throw new TypeError('Only a hold that was taken can be settled.');
  return proof;
}
