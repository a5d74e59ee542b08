import { z } from 'zod';

/** Filters of an address; what cannot be read is no filter. */
export const auditParams = z.object({
  action: z
    .string()
    .regex(/^[a-z_.-]{1,64}$/)
    .optional()
    .catch(undefined),
  older: z.string().max(80).optional().catch(undefined),
  newer: z.string().max(80).optional().catch(undefined),
});
export type AuditParams = z.infer<typeof auditParams>;

/** One entry of a tenant's own log. Ids, counts and codes; never content. */
export interface AuditEntryView {
  id: string;
  at: string;
  actor: string;
  actorKind: string;
  action: string;
  objectKind: string;
  requestId: string | null;
  outcome: string;
  detail: Record<string, unknown>;
}
