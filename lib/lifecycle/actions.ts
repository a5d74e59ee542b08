'use server';

import type { z } from 'zod';
import { AppError } from '@/lib/errors';
import { type ActionResult, platformAction, tenantAction } from '@/lib/http/action-context';
import { requestErase } from './erase/request-erase';
import { removeExport } from './export/remove-export';
import { requestExport, requestOwnExport } from './export/request-export';
import {
  type EraseTenant,
  type ExportTenant,
  eraseTenantSchema,
  exportIdSchema,
  exportTenantSchema,
} from './schema';

export async function exportTenantAction(input: ExportTenant): Promise<ActionResult<string>> {
  return platformAction((ctx) => requestExport(ctx, parse(exportTenantSchema, input)));
}

export async function eraseTenantAction(input: EraseTenant): Promise<ActionResult<string>> {
  return platformAction((ctx) => requestErase(ctx, parse(eraseTenantSchema, input)));
}

export async function exportOwnAction(slug: string): Promise<ActionResult<string>> {
  return tenantAction(slug, (ctx) => requestOwnExport(ctx));
}

export async function removeExportAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<null>> {
  return tenantAction(slug, async (ctx) => {
    await removeExport(ctx, parse(exportIdSchema, input).id);
    return null;
  });
}

/** What a client sends is checked again, whatever its form did. */
function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid_input', parsed.error.issues[0]?.message ?? 'This is not usable.');
}
