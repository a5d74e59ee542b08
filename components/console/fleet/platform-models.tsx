import Link from 'next/link';
import { modelName } from '@/components/console/status-badges';
import { Badge } from '@/components/ui/badge';
import { formatCount } from '@/components/ui/format';
import type { PlatformModel } from '@/lib/console/fleet/schema';

const BREAKER = {
  closed: { tone: 'success', words: 'answers' },
  half_open: { tone: 'warn', words: 'is being tried' },
  open: { tone: 'danger', words: 'is not called' },
} as const;

/** The models of the platform's own account, as the instance that has it worst knows each; nothing while none was used. */
export function PlatformModels({ models }: { models: readonly PlatformModel[] }) {
  if (models.length === 0) return null;
  return (
    <section aria-label="The platform’s own account" className="text-sm">
      <ul className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <li className="text-ink-soft">
          <Link href="/console/traffic" className="underline underline-offset-4">
            The platform’s own account
          </Link>
        </li>
        {models.map(({ model, breaker, limit, inFlight }) => (
          <li key={model} className="flex flex-wrap items-center gap-2">
            <Badge tone={BREAKER[breaker].tone}>
              {`${modelName(model)} ${BREAKER[breaker].words}`}
            </Badge>
            <span className="tabular text-ink-faint text-xs">
              {`${formatCount(inFlight)} of ${formatCount(limit)} under way`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
