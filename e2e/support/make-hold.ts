import type { Reservation } from '@/lib/budget/reservation';
import { type CallNeed, reserve } from '@/lib/budget/reserve';
import { newId } from '@/lib/ids';
import { NO_USAGE } from '@/lib/metering/price-book';
import type { TenantContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import type { Policy } from '@/lib/tenancy/schema';

/** A professional's policy with changes. */
export function somePolicy(changes: Partial<Policy> = {}): Policy {
  return { ...PLAN_DEFAULTS.professional, ...changes };
}

/** A need of so many tokens, by the professional's dearer model. */
export function someNeed(
  inputTokenBound: number,
  maxOutputTokens: number,
  changes: Partial<CallNeed> = {},
): CallNeed {
  return {
    requestId: newId(),
    callOrdinal: 0,
    feature: 'test',
    model: 'claude-sonnet-5-5',
    inputTokenBound,
    maxOutputTokens,
    documents: [],
    ...changes,
  };
}

export function makeHold(ctx: TenantContext, input: number, output: number): Promise<Reservation> {
  return reserve(ctx, somePolicy(), someNeed(input, output));
}

/** A settlement of so many tokens that the provider told. */
export function told(inputTokens: number, outputTokens: number) {
  const usage = { ...NO_USAGE, inputTokens, outputTokens };
  return { outcome: 'complete', usage, estimated: false } as const;
}
