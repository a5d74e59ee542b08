'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, platformAction, tenantAction } from '@/lib/http/action-context';
import { liftHold, placeHold } from './legal-hold';
import {
  documentDaysSchema,
  type LiftHold,
  liftHoldSchema,
  type PlaceHold,
  placeHoldSchema,
  tenantIdSchema,
} from './schema';
import { setDocumentDays } from './set-document-days';
import { liftTenantHold, placeTenantHold } from './tenant-hold';

export async function setDocumentDaysAction(
  slug: string,
  input: { documentDays: number | null },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) =>
    setDocumentDays(ctx, parseInput(documentDaysSchema, input).documentDays),
  );
}

export async function placeHoldAction(
  slug: string,
  input: PlaceHold,
): Promise<ActionResult<string>> {
  return tenantAction(slug, (ctx) => placeHold(ctx, parseInput(placeHoldSchema, input)));
}

export async function liftHoldAction(slug: string, input: LiftHold): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => liftHold(ctx, parseInput(liftHoldSchema, input)));
}

export async function placeTenantHoldAction(input: {
  tenantId: string;
  reason: string;
}): Promise<ActionResult<string>> {
  return platformAction((ctx) => {
    const { tenantId } = parseInput(tenantIdSchema, input);
    return placeTenantHold(ctx, { tenantId, reason: parseInput(placeHoldSchema, input).reason });
  });
}

export async function liftTenantHoldAction(
  input: LiftHold & { tenantId: string },
): Promise<ActionResult<void>> {
  return platformAction((ctx) => {
    const { tenantId } = parseInput(tenantIdSchema, input);
    return liftTenantHold(ctx, { tenantId, ...parseInput(liftHoldSchema, input) });
  });
}
