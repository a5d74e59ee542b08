import type { TokenUsage } from '@/lib/metering/price-book';

const KINDS = [
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWrite5mTokens',
  'cacheWrite1hTokens',
] as const satisfies readonly (keyof TokenUsage)[];

/** Whether these are counts at all: whole numbers from 0, exact as a number. */
export function isUsage(usage: TokenUsage): boolean {
  return KINDS.every((kind) => Number.isSafeInteger(usage[kind]) && usage[kind] >= 0);
}

/** Input of every kind: what the provider bills of what was sent. */
export function inputOf(usage: TokenUsage): number {
  return (
    usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens
  );
}
