import { editPolicy } from '@/lib/console/edit-policy';
import type { PlatformContext } from '@/lib/tenancy/context';
import { PLANS, type Policy } from '@/lib/tenancy/schema';
import { editBounds, editPlan } from '../edit-plan';
import { listChanges } from '../queries';
import { boundsSchema, type PolicyPatch, type Proposed } from '../schema';
import { type PlannedFile, planFiles } from './plan-files';

export interface AppliedFile {
  file: string;
  /** Null: the same waits for another operator already. */
  proposed: Proposed | null;
}

/**
 * Proposes what the files say otherwise, one change for each file. Again it changes nothing: what is in force does not differ,
 * and what waits already is not proposed a second time.
 */
export async function applyFiles(
  ctx: PlatformContext,
  directory: string,
  reason: string,
): Promise<AppliedFile[]> {
  const planned = await planFiles(ctx, directory);
  const waiting = (await listChanges(ctx)).filter(
    ({ state }) => state === 'waiting' || state === 'ready',
  );
  const applied: AppliedFile[] = [];
  for (const file of planned) {
    const patch = Object.fromEntries(file.differences.map(({ field, wanted }) => [field, wanted]));
    const isThere = waiting.some(
      (change) => namesSame(change, file) && canonical(change.patch) === canonical(patch),
    );
    applied.push({
      file: file.governed.file,
      proposed: isThere ? null : await propose(ctx, file, patch, reason),
    });
  }
  return applied;
}

function propose(
  ctx: PlatformContext,
  { governed }: PlannedFile,
  patch: Record<string, unknown>,
  reason: string,
): Promise<Proposed> {
  switch (governed.of) {
    case 'bounds':
      return editBounds(ctx, {
        ...{ basedOn: governed.version, reason },
        bounds: boundsSchema.parse({ ...governed.content, ...patch }),
      });
    case 'plan': {
      const plan = PLANS.find((each) => each === governed.plan) ?? 'free';
      return editPlan(ctx, {
        plan,
        basedOn: governed.version,
        patch: patch as PolicyPatch,
        reason,
      });
    }
    case 'tenant':
      return editPolicy(ctx, {
        ...{ tenantId: governed.tenantId, basedOn: governed.version, reason },
        policy: { ...governed.policy, ...patch } as Policy,
      });
  }
}

type Waiting = Awaited<ReturnType<typeof listChanges>>[number];

function namesSame(change: Waiting, { governed }: PlannedFile): boolean {
  if (governed.of === 'bounds') return change.kind === 'bounds';
  if (governed.of === 'plan') return change.kind === 'plan' && change.plan === governed.plan;
  return change.tenant?.id === governed.tenantId;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
}
