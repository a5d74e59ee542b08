import { editPolicy } from '@/lib/console/edit-policy';
import { isAppError } from '@/lib/errors';
import { proposeMove } from '@/lib/placement/propose-move';
import { targetSchema } from '@/lib/placement/schema';
import type { PlatformContext } from '@/lib/tenancy/context';
import { PLANS, type Policy } from '@/lib/tenancy/schema';
import { editBounds, editPlan } from '../edit-plan';
import { boundsSchema, type ChangeKind, type PolicyPatch, type Proposed } from '../schema';
import type { Governed } from './governed-state';
import { listOpenChanges, type OpenChange } from './list-open-changes';
import { type PlannedFile, planFiles } from './plan-files';

export interface AppliedFile {
  file: string;
  /** Null: the same waits already, or it was refused. */
  proposed: Proposed | null;
  /** Why nothing could be proposed. */
  refused: string | null;
}

/** What a file says otherwise, as one change. */
interface Wanted {
  governed: Governed;
  kind: ChangeKind;
  patch: Record<string, unknown>;
}

/**
 * Proposes what the files say otherwise: one change for each file, and one of its own for a placement. Again it changes nothing:
 * what is in force does not differ, and what waits already is not proposed a second time. What is refused for one file holds no
 * other file up.
 */
export async function applyFiles(
  ctx: PlatformContext,
  directory: string,
  reason: string,
): Promise<{ applied: AppliedFile[]; gone: string[] }> {
  const { planned, gone } = await planFiles(ctx, directory);
  const open = await listOpenChanges(ctx);
  const applied: AppliedFile[] = [];
  for (const wanted of planned.flatMap(changesOf)) {
    const { file } = wanted.governed;
    if (open.some((change) => isSame(change, wanted)))
      applied.push({ file, proposed: null, refused: null });
    else applied.push({ file, ...(await tryTo(() => propose(ctx, wanted, reason))) });
  }
  return { applied, gone };
}

/** Pure. */
function changesOf({ governed, differences }: PlannedFile): Wanted[] {
  const { placement, ...parts } = Object.fromEntries(
    differences.map(({ field, wanted }) => [field, wanted]),
  );
  const kind = governed.of === 'tenant' ? 'tenants' : governed.of;
  return [
    ...(Object.keys(parts).length > 0 ? [{ governed, kind, patch: parts } as const] : []),
    ...(placement === undefined
      ? []
      : [{ governed, kind: 'placement', patch: targetSchema.parse(placement) } as const]),
  ];
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
  { governed, kind, patch }: Wanted,
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
    case 'tenant': {
      const { tenantId, version, policy } = governed;
      if (kind === 'placement')
        return proposeMove(ctx, { tenantId, target: targetSchema.parse(patch), reason });
      return editPolicy(ctx, {
        ...{ tenantId, basedOn: version, reason },
        policy: { ...policy, ...patch } as Policy,
      });
    }
  }
}

function isSame(change: OpenChange, { governed, kind, patch }: Wanted): boolean {
  if (change.kind !== kind || canonical(change.patch) !== canonical(patch)) return false;
  if (governed.of === 'bounds') return true;
  return governed.of === 'plan'
    ? change.plan === governed.plan
    : change.tenantId === governed.tenantId;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
}
