import { editPolicy } from '@/lib/console/edit-policy';
import { isAppError } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { PLANS, type Policy } from '@/lib/tenancy/schema';
import { editBounds, editPlan } from '../edit-plan';
import { boundsSchema, type PolicyPatch, type Proposed } from '../schema';
import { listOpenChanges, type OpenChange } from './list-open-changes';
import { type PlannedFile, planFiles } from './plan-files';

export interface AppliedFile {
  file: string;
  /** Null: the same waits already, or it was refused. */
  proposed: Proposed | null;
  /** Why nothing could be proposed. */
  refused: string | null;
}

/**
 * Proposes what the files say otherwise, one change for each file. Again it changes nothing: what is in force does not differ,
 * and what waits already is not proposed a second time. What is refused for one file holds no other file up.
 */
export async function applyFiles(
  ctx: PlatformContext,
  directory: string,
  reason: string,
): Promise<{ applied: AppliedFile[]; gone: string[] }> {
  const { planned, gone } = await planFiles(ctx, directory);
  const open = await listOpenChanges(ctx);
  const applied: AppliedFile[] = [];
  for (const each of planned) {
    const { file } = each.governed;
    const patch = Object.fromEntries(each.differences.map(({ field, wanted }) => [field, wanted]));
    const isThere = open.some(
      (change) => namesSame(change, each) && canonical(change.patch) === canonical(patch),
    );
    if (isThere) applied.push({ file, proposed: null, refused: null });
    else applied.push({ file, ...(await tryTo(() => propose(ctx, each, patch, reason))) });
  }
  return { applied, gone };
}

async function tryTo(work: () => Promise<Proposed>): Promise<Omit<AppliedFile, 'file'>> {
  try {
    return { proposed: await work(), refused: null };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { proposed: null, refused: error.message };
  }
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

function namesSame(change: OpenChange, { governed }: PlannedFile): boolean {
  if (governed.of === 'bounds') return change.kind === 'bounds';
  if (governed.of === 'plan') return change.kind === 'plan' && change.plan === governed.plan;
  return change.tenantId === governed.tenantId;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
}
