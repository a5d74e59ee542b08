import type { Reservation } from '@/lib/budget/reservation';
import type { Settlement } from '@/lib/budget/settle';
import type { ModelOutcome } from '@/lib/llm/model-event';
import { NO_USAGE } from '@/lib/metering/price-book';

/**
 * What a call's outcome is charged. A refused call costs nothing. When the provider's last word never
 * came, its input figure stands, and output is bounded by the bytes it sent: a token is at least one.
 */
export function settlementOf(
  reservation: Reservation,
  outcome: ModelOutcome | undefined,
): Settlement {
  if (!outcome) return { outcome: 'unknown', usage: undefined, estimated: true };
  if (outcome.status === 'failed') return { outcome: 'failed', usage: NO_USAGE, estimated: false };
  if (outcome.usageKnown)
    return { outcome: outcome.status, usage: outcome.usage, estimated: false };
  const input =
    outcome.usage.inputTokens +
    outcome.usage.cacheReadTokens +
    outcome.usage.cacheWrite5mTokens +
    outcome.usage.cacheWrite1hTokens;
  const outputTokens = Math.min(
    reservation.maxOutputTokens,
    Math.max(outcome.usage.outputTokens, outcome.producedBytes),
  );
  const usage =
    input > 0
      ? { ...outcome.usage, outputTokens }
      : { ...NO_USAGE, inputTokens: reservation.inputTokenBound, outputTokens };
  return { outcome: 'incomplete', usage, estimated: true };
}
