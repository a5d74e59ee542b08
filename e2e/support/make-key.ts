import { createKey } from '@/lib/api-keys/create-key';
import type { CreateKey } from '@/lib/api-keys/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import { KEY_SCOPES } from '@/lib/tenancy/schema';

const NO_LIMITS = {
  requestsPerMinute: null,
  burstPerSecond: null,
  tokensPerMinute: null,
  inFlight: null,
};

/** A key of the workspace of an owner or admin, with every scope unless others are named. */
export async function makeKey(
  ctx: TenantContext,
  input: Partial<CreateKey> = {},
): Promise<{ id: string; text: string }> {
  return createKey(ctx, {
    name: 'Test',
    scopes: [...KEY_SCOPES],
    days: null,
    allowList: [],
    limits: NO_LIMITS,
    mayDowngrade: false,
    ...input,
  });
}
