import type { ContainmentMetric } from './schema';

/** A rule as far as its decision goes. */
export interface Threshold {
  metric: ContainmentMetric;
  threshold: number;
  /** Requests of the window; of spending nano-dollars. */
  atLeast: bigint;
}

/** What one tenant did within a rule's window. */
export interface ContainmentFigures {
  /** Answers by outcome; stopped ones are neither well nor badly answered. */
  ok: number;
  failed: number;
  refused: number;
  injectionAttempts: number;
  /** Nano-dollars of price. */
  spent: bigint;
  /** Nano-dollars in a window of that length, by the tenant's own last week or an even use of its month's budget. */
  usual: bigint;
}

/**
 * The figure that reached the rule's threshold, in the rule's unit (a share, a factor or a count); undefined
 * when it did not. Pure.
 */
export function evaluate(rule: Threshold, figures: ContainmentFigures): number | undefined {
  const [value, base] = measure(rule.metric, figures);
  return base >= rule.atLeast && value >= rule.threshold ? value : undefined;
}

/** The figure, and what must be at least so large for it to mean anything. */
function measure(metric: ContainmentMetric, figures: ContainmentFigures): [number, bigint] {
  const { ok, failed, refused, injectionAttempts, spent, usual } = figures;
  switch (metric) {
    case 'error_share':
      return [ok + failed === 0 ? 0 : failed / (ok + failed), BigInt(ok + failed)];
    case 'spend_factor':
      // A ratio to be compared with a threshold, never an amount: a float does.
      return [usual === 0n ? 0 : Number((spent * 1_000n) / usual) / 1_000, spent];
    case 'refused':
      return [refused, BigInt(ok + failed + refused)];
    case 'injection_attempts':
      return [injectionAttempts, BigInt(ok + failed + refused)];
  }
}
