import { z } from 'zod';
import { type Target, targetSchema } from '@/lib/placement/schema';
import { type PolicyPatch, patchShape } from '../schema';

/** What a manifest of one tenant says: some parts of its policy, and where its data lies, which is proposed by itself and moves it. */
export type TenantPatch = PolicyPatch & { placement?: Target };
export const tenantPatchSchema = z.strictObject({
  ...patchShape,
  placement: targetSchema.optional(),
}) as unknown as z.ZodType<TenantPatch>;

export const readManifestSchema = z.object({
  text: z.string().max(200_000, 'At most 200,000 characters.'),
  /** Whether it is one tenant's, which has a placement. */
  ofTenant: z.boolean().optional(),
});
export type ReadManifestInput = z.infer<typeof readManifestSchema>;

/** What is wrong with a manifest, and where; lines and columns from 1. */
export interface ManifestProblem {
  line: number;
  column: number;
  /** Of the part, for instance `budgets.0.tokens`; empty: the text as a whole. */
  path: string;
  message: string;
}
export type ReadManifest =
  | { ok: true; patch: PolicyPatch; placement?: Target }
  | { ok: false; problems: ManifestProblem[] };
