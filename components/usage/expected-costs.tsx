import { Money } from '@/components/console/money';
import { modelName } from '@/components/console/status-badges';
import { formatCount } from '@/components/ui/format';
import type { ExpectedCost } from '@/lib/usage/schema';

/** What a call will probably cost by each model that can be chosen, and what that is known from. */
export function ExpectedCosts({ costs }: { costs: readonly ExpectedCost[] }) {
  return (
    <dl className="grid gap-x-10 gap-y-4 md:grid-cols-3">
      {costs.map(({ model, calls, inputTokens, outputTokens, priceNano }) => (
        <div
          key={model}
          className="flex min-w-0 flex-wrap items-baseline justify-between gap-x-3 text-sm"
        >
          <dt className="font-medium">{modelName(model)}</dt>
          <dd className="tabular">
            <Money nano={priceNano} />
          </dd>
          <dd className="tabular basis-full text-ink-faint text-xs">
            {formatCount(inputTokens)} tokens in, {formatCount(outputTokens)} out ·{' '}
            {calls === 0 ? 'a guess: not asked this month' : `mean of ${formatCount(calls)} calls`}
          </dd>
        </div>
      ))}
    </dl>
  );
}
