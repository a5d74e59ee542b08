import { bulkhead } from '@/lib/traffic/bulkhead';
import type { ModelAccount } from './account';
import { upstreamOf } from './upstream/upstream';

const RULES = {
  slots: 16,
  waiting: 200,
  full: 'Too many requests are having their tokens counted at this moment.',
};

/** Whose request is counted, and for which model. */
export interface CountFacts {
  tenantId: string;
  model: string;
}

/**
 * Has an account count the tokens of a request: in a pool of the account's own beside its calls of models, and not while a
 * breaker of the model there is open. Throws `model_unavailable` then, `store_unavailable` when the pool is full, both with
 * a time, and the signal's reason.
 */
export function inCountingPlace<T>(
  account: ModelAccount,
  { tenantId, model }: CountFacts,
  count: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const pool = bulkhead(`counting of tokens, ${account.tenantId ?? 'platform'}`, RULES);
  return pool.run(async () => {
    const refused = upstreamOf(account, model).refusal(tenantId);
    if (refused) throw refused;
    return count();
  }, signal);
}
