'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { addWebhook } from './add-webhook';
import { removeWebhook, rotateSecret, switchWebhook } from './change-webhook';
import {
  type AddWebhook,
  addWebhookSchema,
  type ChooseOwn,
  chooseOwnSchema,
  type NewSecretOf,
  oneIdSchema,
  type RotateSecret,
  rotateSecretSchema,
  type SetNotification,
  type SwitchWebhook,
  setNotificationSchema,
  switchWebhookSchema,
} from './schema';
import { sendAgain, sendTest } from './send-by-hand';
import { chooseOwn, setNotification } from './settings';

export async function setNotificationAction(
  slug: string,
  input: SetNotification,
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) =>
    setNotification(ctx, parseInput(setNotificationSchema, input)),
  );
}

export async function chooseOwnAction(slug: string, input: ChooseOwn): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => chooseOwn(ctx, parseInput(chooseOwnSchema, input)));
}

export async function addWebhookAction(
  slug: string,
  input: AddWebhook,
): Promise<ActionResult<NewSecretOf>> {
  return tenantAction(slug, (ctx) => addWebhook(ctx, parseInput(addWebhookSchema, input)));
}

export async function rotateSecretAction(
  slug: string,
  input: RotateSecret,
): Promise<ActionResult<NewSecretOf>> {
  return tenantAction(slug, (ctx) => rotateSecret(ctx, parseInput(rotateSecretSchema, input)));
}

export async function switchWebhookAction(
  slug: string,
  input: SwitchWebhook,
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => switchWebhook(ctx, parseInput(switchWebhookSchema, input)));
}

export async function removeWebhookAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => removeWebhook(ctx, parseInput(oneIdSchema, input).id));
}

export async function sendTestAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, async (ctx) => {
    await sendTest(ctx, parseInput(oneIdSchema, input).id);
  });
}

export async function sendAgainAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => sendAgain(ctx, parseInput(oneIdSchema, input).id));
}
