import type { ModelCall } from '@/lib/llm/model-call';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import type { Policy } from '@/lib/tenancy/schema';

/** A tenant of the benchmark: with room for everything, or with less than will be asked for. */
export interface PlannedTenant {
  slug: string;
  session: string;
  tenantId: string;
  tokensPerDay: number;
  /** Nano-dollars, in decimals. */
  priceNanoPerMonth: string;
}

export const MODEL = 'claude-haiku-5-5';
export const ANSWER_TOKENS = 24;
export const ROOMY = { tokensPerDay: 10 ** 12, priceNanoPerMonth: (10n ** 17n).toString() };

export function policyOf({ tokensPerDay, priceNanoPerMonth }: PlannedTenant): Policy {
  return {
    ...PLAN_DEFAULTS.enterprise,
    tokensPerDay,
    tokensPerMonth: ROOMY.tokensPerDay,
    priceNanoPerMonth,
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

/** How one call ended. Told as it happens: a process that is killed tells nothing afterwards. */
export const CALL_ENDS = [
  'answered',
  'disconnected',
  'refused',
  /** Refused, though the counters that came with the refusal had room for it. */
  'affordable',
  /** PostgreSQL was away. */
  'unavailable',
  'failed',
] as const;
export type CallEnd = (typeof CALL_ENDS)[number];

export interface CallTold {
  end: CallEnd;
  /** Of what was not expected. */
  error?: string;
}
