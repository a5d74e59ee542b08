import type { BenchReport } from './support/report';

export const name = 'flood';

/**
 * Requests that the limits refuse, beside as many that are admitted: the CPU that they cost, what they do to the event
 * loop, and to the time of pages that are asked for meanwhile. Arguments: `--requests N`.
 */
export async function run(args: string[]): Promise<BenchReport> {
  const { measureFlood } = await import('./support/flood/measure-flood');
  return measureFlood(name, args);
}
