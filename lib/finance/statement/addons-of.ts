import { addonsSchema } from '@/lib/tenancy/schema';
import type { MonthFacts } from './build-statement';
import { dayIn, type MonthSpan } from './month-of';

/** The add-ons of a policy version, and since when it is in force. */
export interface AddonVersion {
  since: Date;
  addons: unknown;
}

/**
 * The add-ons whose fee falls into the month: each once, in the month in which it came into force, at the fee of the
 * policy version that brought it, whatever later versions call it. What was taken out of the policy before it began costs nothing.
 */
export function addonsOf(
  versions: readonly AddonVersion[],
  span: Pick<MonthSpan, 'start' | 'end'>,
  zone: string,
): (MonthFacts['addons'][number] & { id: string })[] {
  const begun = new Map<string, { at: number; name: string; feeNano: string }>();
  for (const [index, version] of versions.entries()) {
    const replaced = versions[index + 1]?.since.getTime() ?? Number.POSITIVE_INFINITY;
    for (const addon of addonsSchema.parse(version.addons)) {
      const at = Math.max(Date.parse(addon.from), version.since.getTime());
      if (begun.has(addon.id) || at >= Math.min(Date.parse(addon.until), replaced)) continue;
      begun.set(addon.id, { at, name: addon.name, feeNano: addon.feeNano });
    }
  }
  return [...begun]
    .map(([id, addon]) => ({ id, ...addon }))
    .filter(({ at }) => at >= span.start.getTime() && at < span.end.getTime())
    .map(({ id, at, name, feeNano }) => ({
      id,
      name,
      from: dayIn(new Date(at), zone),
      feeNano: BigInt(feeNano),
    }));
}
