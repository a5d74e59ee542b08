'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { decideChange, steerChange } from './decide-change';
import { editBounds, editPlan } from './edit-plan';
import { announcePolicy } from './enforcement';
import { createGroup, removeGroup, setGroup } from './groups';
import { type AnnouncePolicy, announcePolicySchema } from './instances/schema';
import { readManifest } from './manifest/read-manifest';
import { type ReadManifest, type ReadManifestInput, readManifestSchema } from './manifest/schema';
import { compareAudience } from './preview/compare-audience';
import { previewAudience } from './preview/preview-audience';
import { previewPolicy } from './preview/preview-policy';
import {
  type ChangeOfMany,
  type Comparison,
  changeOfManySchema,
  type Preview,
  type PreviewInput,
  previewSchema,
} from './preview/schema';
import { rollBack } from './roll-back';
import { rollOut } from './roll-out';
import {
  type CreateGroup,
  createGroupSchema,
  type DecideChange,
  decideChangeSchema,
  type EditBounds,
  type EditPlan,
  editBoundsSchema,
  editPlanSchema,
  type Outcome,
  type Proposed,
  type RemoveGroup,
  type RollBack,
  type RollOut,
  removeGroupSchema,
  rollBackSchema,
  rollOutSchema,
  type SetGroup,
  type SteerChange,
  setGroupSchema,
  steerChangeSchema,
} from './schema';

export async function previewPolicyAction(input: PreviewInput): Promise<ActionResult<Preview>> {
  return platformAction((ctx) => {
    const parsed = parseInput(previewSchema, input);
    return parsed.of === 'tenant'
      ? previewPolicy(ctx, parsed.tenantId, parsed.policy)
      : previewAudience(ctx, parsed);
  });
}

export async function compareAudienceAction(
  input: ChangeOfMany,
): Promise<ActionResult<Comparison>> {
  return platformAction((ctx) => compareAudience(ctx, parseInput(changeOfManySchema, input)));
}

export async function readManifestAction(
  input: ReadManifestInput,
): Promise<ActionResult<ReadManifest>> {
  return platformAction((ctx) => readManifest(ctx, parseInput(readManifestSchema, input)));
}

export async function rollBackAction(input: RollBack): Promise<ActionResult<Proposed>> {
  return platformAction((ctx) => rollBack(ctx, parseInput(rollBackSchema, input)));
}

export async function rollOutAction(input: RollOut): Promise<ActionResult<Proposed>> {
  return platformAction((ctx) => rollOut(ctx, parseInput(rollOutSchema, input)));
}

export async function editPlanAction(input: EditPlan): Promise<ActionResult<Proposed>> {
  return platformAction((ctx) => editPlan(ctx, parseInput(editPlanSchema, input)));
}

export async function editBoundsAction(input: EditBounds): Promise<ActionResult<Proposed>> {
  return platformAction((ctx) => editBounds(ctx, parseInput(editBoundsSchema, input)));
}

export async function decideChangeAction(input: DecideChange): Promise<ActionResult<Outcome>> {
  return platformAction((ctx) => decideChange(ctx, parseInput(decideChangeSchema, input)));
}

export async function steerChangeAction(input: SteerChange): Promise<ActionResult<Outcome>> {
  return platformAction((ctx) => steerChange(ctx, parseInput(steerChangeSchema, input)));
}

export async function createGroupAction(input: CreateGroup): Promise<ActionResult<{ id: string }>> {
  return platformAction(async (ctx) => ({
    id: await createGroup(ctx, parseInput(createGroupSchema, input)),
  }));
}

export async function setGroupAction(input: SetGroup): Promise<ActionResult<void>> {
  return platformAction((ctx) => setGroup(ctx, parseInput(setGroupSchema, input)));
}

export async function removeGroupAction(input: RemoveGroup): Promise<ActionResult<void>> {
  return platformAction((ctx) => removeGroup(ctx, parseInput(removeGroupSchema, input)));
}

export async function announcePolicyAction(input: AnnouncePolicy): Promise<ActionResult<void>> {
  return platformAction((ctx) => announcePolicy(ctx, parseInput(announcePolicySchema, input)));
}
