'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { contain } from './contain';
import { editRule } from './edit-rule';
import { endContainment } from './end-containment';
import { listTenantKeys } from './queries';
import { restoreRule } from './rule-history';
import {
  type Contain,
  containSchema,
  type EditRule,
  type EndContainment,
  type EndSwitch,
  editRuleSchema,
  endContainmentSchema,
  endSwitchSchema,
  type KeyFacts,
  type RestoreRule,
  restoreRuleSchema,
  type SwitchOff,
  switchOffSchema,
  tenantIdSchema,
} from './schema';
import { endSwitch, switchOff } from './switch-off';

export async function editRuleAction(input: EditRule): Promise<ActionResult<void>> {
  return platformAction((ctx) => editRule(ctx, parseInput(editRuleSchema, input)));
}

export async function restoreRuleAction(input: RestoreRule): Promise<ActionResult<void>> {
  return platformAction((ctx) => restoreRule(ctx, parseInput(restoreRuleSchema, input)));
}

export async function containAction(input: Contain): Promise<ActionResult<string>> {
  return platformAction((ctx) => contain(ctx, parseInput(containSchema, input)));
}

export async function endContainmentAction(input: EndContainment): Promise<ActionResult<void>> {
  return platformAction((ctx) => endContainment(ctx, parseInput(endContainmentSchema, input)));
}

export async function switchOffAction(input: SwitchOff): Promise<ActionResult<string>> {
  return platformAction((ctx) => switchOff(ctx, parseInput(switchOffSchema, input)));
}

export async function endSwitchAction(input: EndSwitch): Promise<ActionResult<void>> {
  return platformAction((ctx) => endSwitch(ctx, parseInput(endSwitchSchema, input)));
}

/** For the choice of the key that is put into quarantine. */
export async function listTenantKeysAction(input: string): Promise<ActionResult<KeyFacts[]>> {
  return platformAction((ctx) => listTenantKeys(ctx, parseInput(tenantIdSchema, input)));
}
