import { now } from '@/lib/clock';
import { type ClaimedDeferred, claimDeferred, renewDeferred } from '@/lib/db/credentials';
import { AppError } from '@/lib/errors';
import { readyKeys } from '@/lib/keys/tenant-key-files';
import type { TenantContext } from './context';
import type { Principal, SignedTenant } from './context-class';
import { readOwnKey } from './key-facts';
import { mintTenantContext } from './mint-context';
import type { TenantRole } from './schema';
import { lasting } from './verify-work';
import { workspaceFacts } from './workspace-facts';

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
  const signed = lasting(row, leaseSeconds);
  const ctx =
    row.role === 'key'
      ? await keyContext(row, signed, renewContext)
      : mintTenantContext(
          { ...workspaceFacts(row), principal: personOf(row) },
          signed,
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

function personOf(row: ClaimedDeferred): Principal {
  return {
    kind: 'user',
    id: row.user_id,
    role: row.role as TenantRole,
    name: row.user_name,
    email: row.user_email,
  };
}

/** The key as it is now, from its own row. */
async function keyContext(
  row: ClaimedDeferred,
  signed: SignedTenant,
  renew: () => Promise<SignedTenant>,
): Promise<TenantContext> {
  const principal: Principal = { kind: 'key', id: row.user_id, role: 'key', name: '', email: '' };
  const facts = { ...workspaceFacts(row), principal };
  // Its row is read, and its name opened, under a proof alone.
  const unnamed = mintTenantContext(facts, signed, renew);
  const { key, name, ancestors } = await readOwnKey(unnamed);
  return mintTenantContext(
    { ...facts, principal: { ...principal, name, ancestors }, key },
    signed,
    renew,
  );
}
