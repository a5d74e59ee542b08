import type { Reservation } from '@/lib/budget/reservation';
import type { Settlement } from '@/lib/budget/settle';
import { inputOf, isUsage } from '@/lib/budget/usage';
import type { ModelOutcome } from '@/lib/llm/model-event';
import { NO_USAGE, type TokenUsage } from '@/lib/metering/price-book';

/** No token of a vocabulary stands for more bytes: fewer tokens than this cannot have made what was seen. */
const LONGEST_TOKEN_BYTES = 128;
/** No model takes or gives as much in one call: such a figure is a fault, not a count. */
const ABSURD_TOKENS = 100_000_000;

/**
 * What a call's outcome is charged. A refused call costs nothing; one of which nothing came, though nobody stopped
 * it, may have been answered in full. The provider's last word stands, also where
 * it is more than was held. What it left open, or what contradicts itself or the answer that was seen, is
 * charged at its upper bound and marked estimated: input at what was held for it, output by the bytes it
 * sent, since a token is at least one, and never beyond what it was allowed.
 */
export function settlementOf(
  reservation: Reservation,
  outcome: ModelOutcome | undefined,
): Settlement {
  if (!outcome) return { outcome: 'unknown', usage: undefined, estimated: true };
  if (outcome.status === 'failed') return { outcome: 'failed', usage: NO_USAGE, estimated: false };
  const { usage, producedBytes, usageKnown, status, error } = outcome;
  const heard = usageKnown || inputOf(usage) > 0 || producedBytes > 0;
  if (!heard && error?.code !== 'cancelled')
    return { outcome: 'unknown', usage: undefined, estimated: true };
  const countsInput = isPlausible({ ...usage, outputTokens: 0 }) && inputOf(usage) > 0;
  const countsOutput =
    isPlausible({ ...NO_USAGE, outputTokens: usage.outputTokens }) &&
    usage.outputTokens * LONGEST_TOKEN_BYTES >= producedBytes;
  if (usageKnown && countsInput && countsOutput)
    return { outcome: status, usage, estimated: outcome.usageContradicts ?? false };
  const seen = countsOutput ? usage.outputTokens : 0;
  // An answer that ended said more than it sent where its thoughts stay hidden.
  const most = usageKnown && !countsOutput ? reservation.maxOutputTokens : producedBytes;
  const outputTokens =
    usageKnown && countsOutput ? seen : Math.min(reservation.maxOutputTokens, Math.max(seen, most));
  return {
    outcome: usageKnown ? status : 'incomplete',
    usage: countsInput
      ? { ...usage, outputTokens }
      : { ...NO_USAGE, inputTokens: reservation.heldInputTokens, outputTokens },
    estimated: true,
  };
}

function isPlausible(usage: TokenUsage): boolean {
  return isUsage(usage) && inputOf(usage) + usage.outputTokens <= ABSURD_TOKENS;
}
