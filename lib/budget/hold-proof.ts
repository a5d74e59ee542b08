import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Reservation } from './reservation';

interface Kept {
  reservation: Reservation;
  proof: TenantContext;
  secret: string;
}

const proofs = processState('budget.holdProofs', () => ({
  byReservation: new WeakMap<Reservation, Kept>(),
  byProof: new WeakMap<TenantContext, Kept>(),
}));

/** For `take-hold.ts`: what it took, with the proof to end it and the secret behind that. */
export function keepHoldProof(
  reservation: Reservation,
  proof: TenantContext,
  secret: string,
): void {
  const kept = { reservation, proof, secret };
  proofs.byReservation.set(reservation, kept);
  proofs.byProof.set(proof, kept);
}

/**
 * The context under which the hold is renewed and settled and its answer stored. It outlives the session,
 * the membership and a pause of the workspace, and does nothing but that.
 */
export function holdProof(reservation: Reservation): TenantContext {
  const kept = proofs.byReservation.get(reservation);
  if (!kept) throw new TypeError('Only a hold that was taken can be settled.');
  return kept.proof;
}

/** The hold of this very proof, with its secret: a batch checks that by itself, and needs no context signed. */
export function heldUnder(
  proof: TenantContext,
  reservationId: string,
): { reservation: Reservation; secret: string } | undefined {
  const kept = proofs.byProof.get(proof);
  return kept?.reservation.id === reservationId ? kept : undefined;
}
