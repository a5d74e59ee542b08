import type { ModelCall } from '@/lib/llm/model-call';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import type { Policy } from '@/lib/tenancy/schema';

/** A tenant of the benchmark: with room for everything, or with less than will be asked for. */
export interface PlannedTenant {
  slug: string;
  session: string;
  tenantId: string;
  tokensPerDay: number;
}

export const MODEL = 'claude-haiku-5-5';
export const ANSWER_TOKENS = 24;
export const ROOMY = 10 ** 12;

export function policyOf({ tokensPerDay }: PlannedTenant): Policy {
  return {
    ...PLAN_DEFAULTS.enterprise,
    tokensPerDay,
    tokensPerMonth: ROOMY,
    priceNanoPerMonth: (10n ** 17n).toString(),
    downgradeModel: false,
    downgradeLength: false,
  };
}

/** Calls differ in length, so that what is left of a budget fits some and not others. */
export function callOf(seed: number): ModelCall {
  return {
    model: MODEL,
    maxTokens: ANSWER_TOKENS + (seed % 40),
    system: [{ type: 'text', text: 'Answer shortly.' }],
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'word '.repeat(5 + (seed % 60)) }] },
    ],
  };
}

/** Every seventh caller leaves while the answer comes. */
export const disconnects = (seed: number): boolean => seed % 7 === 3;

/** What one process counted. */
export interface CallerReport {
  answered: number;
  disconnected: number;
  refused: number;
  /** Refusals of what the counters that came with them had room for. */
  affordable: number;
  /** A store was away. */
  unavailable: number;
  failed: number;
  errors: string[];
}
