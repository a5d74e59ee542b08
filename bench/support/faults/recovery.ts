import type { RedisTold } from './redis-plan';

/** Milliseconds from when Redis is back to the first decision of a process that only Redis can take. */
export function recoveryMs({ probes }: Pick<RedisTold, 'probes'>, back: number): number {
  const decided = probes.flatMap(({ to, answered }) => (answered && to >= back ? [to] : []));
  return Math.min(...decided) - back;
}
