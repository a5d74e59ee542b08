import { narrowest } from '@/lib/metering/fleet/grains';
import type { FleetSpan } from '../fleet/fleet-span';

/**
 * As much time under a version as before it, at most as long as `span`: from the first whole rollup after the change until the
 * next version, and from the version before it until the last whole rollup before the change. What was counted together
 * with the change itself is on neither side. Null while there is no whole rollup on both.
 */
export function aroundVersion(
  version: { at: Date; before: Date | null; next: Date | null },
  span: FleetSpan,
  now: number,
): { under: FleetSpan; before: FleetSpan } | null {
  const at = version.at.getTime();
  const longest = span.to - span.from;
  const width = narrowest(at - longest, now);
  const down = (ms: number) => Math.floor(ms / width) * width;
  const up = (ms: number) => Math.ceil(ms / width) * width;
  const [first, last] = [up(at), down(at)];
  const length = Math.min(
    down(longest),
    down(version.next?.getTime() ?? now) - first,
    version.before ? last - up(version.before.getTime()) : longest,
  );
  if (length < width) return null;
  const stepMs = Math.max(span.stepMs, width);
  return {
    under: { from: first, to: first + length, stepMs },
    before: { from: last - length, to: last, stepMs },
  };
}
