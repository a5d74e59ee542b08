import { z } from 'zod';
import { KEY_SCOPES, type KeyScope } from '@/lib/tenancy/schema';

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'Not a key.');

const limit = z
  .number('Give a number.')
  .int('Give a whole number.')
  .positive('Give a number above zero.')
  .max(2_000_000_000, 'That is more than any key can use.')
  .nullable();

/** Beside the workspace's own; null: none of the key's own. */
const keyLimitsSchema = z.object({
  requestsPerMinute: limit,
  burstPerSecond: limit,
  tokensPerMinute: limit,
  inFlight: limit,
});
export type KeyLimits = z.infer<typeof keyLimitsSchema>;

/** Whether the networks are ones is the server's to say. */
const network = z
  .string()
  .trim()
  .regex(/^[0-9a-fA-F:.]+(\/\d{1,3})?$/, 'Write networks like 192.0.2.0/24 or 2001:db8::/32.');

export const createKeySchema = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'Give the key a name.')
    .max(80, 'A name has at most 80 characters.'),
  scopes: z.array(z.enum(KEY_SCOPES)).min(1, 'Choose at least one thing that the key may do.'),
  /** From now on; null: no end. */
  days: z
    .number()
    .int('Give whole days.')
    .min(1, 'At least one day.')
    .max(3_650, 'At most ten years.')
    .nullable(),
  /** CIDR; none: from everywhere. */
  allowList: z.array(network).max(100, 'At most 100 networks.'),
  limits: keyLimitsSchema,
  mayDowngrade: z.boolean(),
});
export type CreateKey = z.infer<typeof createKeySchema>;

export const rotateKeySchema = z.object({
  id,
  /** For how long the old key goes on beside the new one; 0: it ends at once. */
  overlapHours: z.number().int().min(0).max(720, 'At most 30 days.'),
});
export type RotateKey = z.infer<typeof rotateKeySchema>;

export const revokeKeySchema = z.object({ id });

export type KeyState = 'active' | 'expired' | 'revoked';

export interface KeyView {
  id: string;
  name: string;
  /** The public beginning of its text, by which people recognise it. */
  prefix: string;
  state: KeyState;
  scopes: KeyScope[];
  allowList: string[];
  limits: KeyLimits;
  mayDowngrade: boolean;
  createdAt: string;
  /** Null when that person is not in the workspace any more. */
  createdBy: string | null;
  expiresAt: string | null;
  /** At most a minute behind. */
  lastUsedAt: string | null;
  revokedAt: string | null;
  /** The key that took over from it. */
  replacedBy: string | null;
}

/** `text` is given out this once. */
export interface CreatedKey {
  id: string;
  text: string;
}
