import type { Reservation } from '@/lib/budget/reservation';
import type { ModelCall } from '@/lib/llm/model-call';
import type { Downgraded } from './schema';

/** The call as the budgets allow it: by the model and at the length that were reserved. */
export function asReserved(call: ModelCall, reservation: Reservation): ModelCall {
  return { ...call, model: reservation.model, maxTokens: reservation.maxOutputTokens };
}

/** What the reader is told of the difference; undefined when the answer is as wanted. */
export function downgradedFrom(wanted: string, reservation: Reservation): Downgraded | undefined {
  if (!reservation.downgrade) return undefined;
  const { changed, because } = reservation.downgrade;
  const { scope, period, unit } = because;
  return {
    from: wanted,
    ...(changed !== 'length' && { model: reservation.model }),
    ...(changed !== 'model' && { outputTokens: reservation.maxOutputTokens }),
    because: { scope, period, unit },
  };
}
