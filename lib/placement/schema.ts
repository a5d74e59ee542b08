import { z } from 'zod';
import { reasonSchema } from '@/lib/console/policy/schema';
import type { OperationView } from '@/lib/operations/schema';
import {
  DATABASE_TIERS,
  type Placement,
  VECTOR_STORES,
  VECTOR_TIERS,
} from '@/lib/tenancy/placement';

const tenantId = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** Encrypted, or not leaving the machine. */
const endpoint = z
  .url('Not an address.')
  .max(300)
  .refine((url) => /^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/.test(url), {
    message: 'An https address.',
  });
/** Of Qdrant, or of a PostgreSQL with pgvector, whose address holds its password. */
const clusterAddress = z.union([
  endpoint,
  z.url({ protocol: /^postgres(ql)?$/, error: 'An https or postgresql address.' }).max(400),
]);
const secret = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{8,400}$/, 'At least 8 characters without spaces.');

/** Where a tenant's data lies, or is to lie: the part of its policy that is changed by a move. */
export const targetSchema = z
  .strictObject({
    databaseTier: z.enum(DATABASE_TIERS),
    vectorStore: z.enum(VECTOR_STORES),
    vectorTier: z.enum(VECTOR_TIERS),
  })
  .refine(
    ({ vectorStore, vectorTier }) => vectorStore !== 'lancedb' || vectorTier !== 'dedicated',
    {
      path: ['vectorTier'],
      message: 'LanceDB lies in this installation’s own directory: there is no cluster of it.',
    },
  );
export type Target = z.infer<typeof targetSchema>;

/** What the operation `move` is asked for: another placement, or to give up the way back. */
export const moveDetailSchema = z.union([
  z.object({ target: targetSchema }),
  z.object({ release: z.literal(true) }),
]);

export const proposeMoveSchema = z.object({
  tenantId,
  target: targetSchema,
  reason: reasonSchema,
  /** When the move begins, once it is approved; without: at once. */
  startsAt: z.iso.datetime('Give a day and a time.').nullable().optional(),
});
export type ProposeMove = z.infer<typeof proposeMoveSchema>;

export const onTenantSchema = z.object({ tenantId, reason: reasonSchema });
export type OnTenant = z.infer<typeof onTenantSchema>;

export const cancelMoveSchema = onTenantSchema.extend({ operationId: tenantId });
export type CancelMove = z.infer<typeof cancelMoveSchema>;

export const modelAccountSchema = onTenantSchema.extend({
  apiKey: secret,
  /** Absent: the provider's own. */
  baseUrl: endpoint.optional(),
});
export type SetModelAccount = z.infer<typeof modelAccountSchema>;

export const vectorClusterSchema = onTenantSchema.extend({
  url: clusterAddress,
  apiKey: secret.optional(),
});
export type SetVectorCluster = z.infer<typeof vectorClusterSchema>;

/** Where a tenant's data is, for the platform's people. No address and no key. */
export interface PlacementView extends Omit<Placement, 'building'> {
  databaseSchema: string | null;
  second: Placement['building'];
  /** Host of the vector cluster of its own. */
  endpointHost: string | null;
  modelKeyEnding: string | null;
  changedAt: string;
  /** Null for auditors, who see no document. `bytes` of originals as uploaded. */
  size: { documents: number; chunks: number; bytes: number } | null;
  /** The move that waits or runs. */
  move: OperationView | null;
  /** The last one that ended. */
  lastMove: OperationView | null;
}
