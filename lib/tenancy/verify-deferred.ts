import { now } from '@/lib/clock';
import { claimDeferred, renewDeferred } from '@/lib/db/credentials';
import { AppError } from '@/lib/errors';
import { readyKeys } from '@/lib/keys/tenant-key-files';
import type { TenantContext } from './context';
import type { SignedTenant } from './context-class';
import { mintTenantContext } from './mint-context';
import type { Plan, TenantRole } from './schema';
import { lasting } from './verify-work';

/** A question that waited, in the hands of one worker. */
export interface HeldDeferred {
  /** The asker's, as the asker is now: PostgreSQL checked the membership when it was claimed, and checks it in each use. */
  ctx: TenantContext;
  id: string;
  conversationId: string;
  requestId: string;
  model: string | undefined;
  feature: string;
  attempt: number;
  lapses: number;
  /** Holds that were taken for it before. */
  calls: number;
  /** A provider call was booked for it before. */
  charged: boolean;
  /** Extends the lease; false once it was cancelled or taken over, or its asker has no access any more. */
  renew(): Promise<boolean>;
}

/** The next question of any tenant that may be tried, with the proof that PostgreSQL minted for its asker. */
export async function nextDeferred(
  worker: string,
  leaseSeconds: number,
): Promise<HeldDeferred | undefined> {
  const row = await claimDeferred(worker, leaseSeconds, now());
  if (!row) return undefined;
  await readyKeys(row.tenant_id);
  const renewed = () => renewDeferred(row.tenant_id, row.deferred_id, worker, leaseSeconds);
  const renewContext = async (): Promise<SignedTenant> => {
    const again = await renewed();
    if (!again) throw new AppError('cancelled', 'The question was cancelled or taken over.');
    return lasting(again, leaseSeconds);
  };
  const ctx = mintTenantContext(
    {
      tenantId: row.tenant_id,
      slug: row.slug,
      tenantName: row.tenant_name,
      plan: row.plan as Plan,
      timeZone: row.time_zone,
      policyVersion: row.policy_version,
      principal: {
        kind: 'user',
        id: row.user_id,
        role: row.role as TenantRole,
        name: row.user_name,
        email: row.user_email,
      },
    },
    lasting(row, leaseSeconds),
    renewContext,
  );
  return {
    ctx,
    id: row.deferred_id,
    conversationId: row.conversation_id,
    requestId: row.request_id,
    model: row.model ?? undefined,
    feature: row.feature,
    attempt: row.attempts,
    lapses: row.lapses,
    calls: row.calls,
    charged: row.charged,
    renew: async () => (await renewed()) !== undefined,
  };
}
