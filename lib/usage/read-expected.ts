import { expectedCall } from '@/lib/budget/estimate';
import { AppError } from '@/lib/errors';
import { NO_USAGE, type PriceBook, priceBookFor, type TokenUsage } from '@/lib/metering/price-book';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { authorize } from '@/lib/tenancy/roles';
import type { ExpectedCost } from './schema';

/**
 * What a call in a chat will probably take by each model that the policy allows, the default first: the mean of the
 * workspace's own last calls at the prices in force. For people; budgets hold a bound, which is more.
 */
export async function readExpectedCosts(ctx: TenantContext): Promise<ExpectedCost[]> {
  authorize(ctx, 'usage:read');
  const { models } = await policyOf(ctx);
  const book = await priceBookFor(ctx.plan);
  const costs = models.map(async (model): Promise<ExpectedCost[]> => {
    const { calls, ...tokens } = await expectedCall(ctx, { model, feature: 'chat' });
    const priceNano = priceOf(book, model, { ...NO_USAGE, ...tokens });
    return priceNano === undefined ? [] : [{ model, calls, ...tokens, priceNano }];
  });
  return (await Promise.all(costs)).flat();
}

/** Undefined for a model without a price, of which every call is refused. */
function priceOf(book: PriceBook, model: string, usage: TokenUsage): string | undefined {
  try {
    return book.priceCall(model, usage).price.toString();
  } catch (error) {
    if (error instanceof AppError && error.code === 'model_unpriced') return undefined;
    throw error;
  }
}
