import type { BenchReport } from './support/report';

export const name = 'limits';

/**
 * Admission limits in Redis from 4 processes of 64 callers: every decision beside rate-limiter-flexible's fixed window and
 * @upstash/ratelimit's sliding one on the same Redis (`npm ci --ignore-scripts --prefix bench/peers`), and bursts at the
 * edges of windows, checked against every true window. Arguments: `--rounds N`, `--ms N` of each load, `--windows N`.
 */
export async function run(args: string[]): Promise<BenchReport> {
  const { measureLimits } = await import('./support/limits/measure-limits');
  return measureLimits(name, args);
}
