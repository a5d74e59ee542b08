import type { Reservation } from '@/lib/budget/reservation';
import type { TenantContext } from '@/lib/tenancy/context';
import { type ModelAccount, platformAccount } from '../account';
import { ownAccount } from './own-account';

/** The account that a hold was taken for, or would be. Throws `model_unavailable` when the tenant's own is gone. */
export function accountOf(
  ctx: TenantContext,
  { account }: Pick<Reservation, 'account'>,
): Promise<ModelAccount> {
  return account === 'own' ? ownAccount(ctx) : platformAccount();
}
