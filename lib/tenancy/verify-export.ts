import { type ClaimedExport, claimExport, renewExport } from '@/lib/db/export-queue';
import { AppError } from '@/lib/errors';
import type { PlatformContext } from './context';
import type { SignedContext } from './context-class';
import { mintPlatformContext } from './mint-context';

/** What PostgreSQL gives a context. */
const LIFETIME_MS = 60_000;

export interface HeldExport {
  /** Of the finance person who asked for it: what is written is what that person may read, and is in their name. */
  ctx: PlatformContext;
  row: ClaimedExport;
  /** Extends the lease; false once another process holds it, its person may not or its target is removed. */
  renew(): Promise<boolean>;
}

/** The next export, with the proof that PostgreSQL minted for whoever asked for it. */
export async function nextExport(
  worker: string,
  leaseSeconds: number,
  at: Date,
): Promise<HeldExport | undefined> {
  const row = await claimExport(worker, leaseSeconds, at);
  if (!row) return undefined;
  const ctx = mintPlatformContext(
    { userId: row.user_id, name: row.user_name, email: row.user_email, role: 'finance' },
    signed(row.context),
    async () => {
      const again = await renewExport(row.id, worker, leaseSeconds);
      if (!again) throw new AppError('cancelled', 'The export was cancelled or taken over.');
      return signed(again.context);
    },
  );
  return {
    ctx,
    row,
    renew: async () => (await renewExport(row.id, worker, leaseSeconds)) !== undefined,
  };
}

function signed(token: string): SignedContext {
  return { token, expiresAt: performance.timeOrigin + performance.now() + LIFETIME_MS };
}
