import { AppError } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { readAudience, withPatch } from './audience';
import { governing, proposeChange } from './propose-change';
import type { Proposed, RollOut } from './schema';

/**
 * Proposes a change of many tenants in stages. Whose policy would contradict itself is named before anything is written
 * (`invalid_input`); nobody to change is `not_found` in words.
 */
export async function rollOut(ctx: PlatformContext, input: RollOut): Promise<Proposed> {
  authorizePlatform(ctx, 'policies:edit');
  const { audience, patch, reason, shares, stageMinutes, startsAt, endsAt } = input;
  const why = { action: 'policy.roll_out', reason, detail: { audience, shares } };
  return governing(ctx, why, async (sql) => {
    const tenants = await readAudience(sql, audience);
    const first = tenants[0];
    if (!first) throw new AppError('invalid_input', 'There is no tenant in it.');
    for (const { name, policy } of tenants) {
      const next = withPatch(policy, patch);
      if (!next.success)
        throw new AppError('invalid_input', `${name}: ${next.error.issues[0]?.message}`);
    }
    const stages = stagesOf(tenants.length, shares);
    return proposeChange(sql, {
      kind: 'tenants',
      targets: tenants.map(({ tenantId }, place) => ({ tenantId, stage: stages[place] ?? 1 })),
      basedOn: tenants.length === 1 ? first.version : null,
      ...{ patch, reason, startsAt, endsAt },
      stageMinutes: shares.length > 1 ? stageMinutes : null,
    });
  });
}

/** In which stage each of so many is, the first at least one of them; a stage that adds nobody is left out. Pure. */
export function stagesOf(count: number, shares: readonly number[]): number[] {
  const ends = [...new Set(shares.map((share) => Math.max(1, Math.floor((count * share) / 100))))];
  return Array.from({ length: count }, (_, place) => ends.findIndex((end) => place < end) + 1);
}
