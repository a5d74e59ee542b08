import { modelName } from '@/components/console/status-badges';
import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import { formatCount } from '@/components/ui/format';
import type { UpstreamState } from '@/lib/console/traffic/schema';

const BREAKER = {
  closed: { tone: 'success', words: 'Answers' },
  half_open: { tone: 'warn', words: 'Being tried' },
  open: { tone: 'danger', words: 'Not called' },
} as const;

export function UpstreamList({ upstreams }: { upstreams: readonly UpstreamState[] }) {
  return (
    <EntryList
      none={{ title: 'No calls yet', text: 'No running instance called a model in the last hour.' }}
      entries={upstreams.map((upstream, index) => {
        const { model, tenant, breaker, retryAfter, limit, inFlight, calls, retries } = upstream;
        const { tone, words } = BREAKER[breaker];
        return {
          id: `${model} ${tenant?.id ?? 'platform'} ${index}`,
          title: (
            <span className="flex flex-wrap items-center gap-2">
              {modelName(model)}
              <Badge tone={tone}>{words}</Badge>
            </span>
          ),
          note: `${tenant ? `${tenant.name}’s own account` : 'The platform’s account'}: ${formatCount(calls)} calls in the last minute, ${formatCount(retries)} of them repeated.${retryAfter > 0 ? ` Tried again in ${retryAfter} s.` : ''}`,
          aside: (
            <span className="tabular text-ink-soft text-sm">
              {formatCount(inFlight)} of {formatCount(limit)} under way
            </span>
          ),
        };
      })}
    />
  );
}
