import { z } from 'zod';
import { reasonSchema } from '@/lib/console/policy/schema';

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export const exportTenantSchema = z.object({ tenantId: id, reason: reasonSchema });
export type ExportTenant = z.infer<typeof exportTenantSchema>;

export const eraseTenantSchema = z.object({
  tenantId: id,
  /** The tenant's address, typed. */
  confirmation: z.string().trim().max(40),
  reason: reasonSchema,
});
export type EraseTenant = z.infer<typeof eraseTenantSchema>;

export const exportIdSchema = z.object({ id });
