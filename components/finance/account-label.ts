import type { Account } from '@/lib/finance/schema';

/** Whose account paid the provider. */
export const ACCOUNT_LABEL: Record<Account, string> = {
  platform: 'Platform’s account',
  own: 'Tenant’s own account',
};
