import { z } from 'zod';
import { type PolicyChange, soundPolicySchema } from '@/lib/console/policy/schema';
import { audienceSchema, changingPatchSchema, id } from '../schema';

/** Some parts of many policies. */
export const changeOfManySchema = z.object({
  audience: audienceSchema,
  patch: changingPatchSchema,
});
export type ChangeOfMany = z.infer<typeof changeOfManySchema>;

export const previewSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('tenant'), tenantId: id, policy: soundPolicySchema }),
  z.object({ of: z.literal('many'), ...changeOfManySchema.shape }),
]);
export type PreviewInput = z.infer<typeof previewSchema>;

/** What a change of many policies makes of what they are. */
export interface Comparison {
  /** Whose policies they are. */
  tenants: number;
  /** In the order of the form; of each part what most have comes first. */
  changes: (PolicyChange & { tenants: number })[];
  /** Values of parts that are not listed, each counted for each tenant that has one. */
  unlisted: number;
}

/** What the last 30 days would have been under other limits. Amounts are nano-dollars as decimal strings. */
export interface Preview {
  from: string;
  to: string;
  /** Requests that were served in that time. */
  requests: number;
  /** Of those, how many these limits would have refused, and the limits in force now. */
  refused: number;
  refusedNow: number;
  /** By the limit that refuses them first, most first. */
  byLimit: { limit: string; requests: number }[];
  /** How many another model would have answered, since theirs is not in the list. */
  otherModel: number;
  /** Beside the limits in force now: less where it is negative. */
  costNano: string;
  priceNano: string;
  /** What the requests cost in fact, and what the tenant was charged for them. */
  costThenNano: string;
  priceThenNano: string;
  /** What was refused by a limit then; what would have become of it nobody knows. */
  refusedThen: number;
  /** Only the newest requests of that time were looked at, from `from` on; of many tenants, those of one of them at least. */
  isPart: boolean;
  /** Where it is the sum over many tenants; null of one. */
  many: {
    /** Whose policies would change, and of how many of them this is the sum: those with the most requests. */
    tenants: number;
    computed: number;
    /** Left out, since the parts would contradict the rest of their policies. */
    contradicting: number;
  } | null;
}
