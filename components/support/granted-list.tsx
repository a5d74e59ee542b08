import { LifeBuoy } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import { Time } from '@/components/ui/time';
import type { GrantedView } from '@/lib/support-access/schema';
import { KIND_WORDS, readWords, stateOf } from './grant-words';

/** What tenants granted to the operator who looks, to be opened while it is in force. */
export function GrantedList({ granted }: { granted: readonly GrantedView[] }) {
  if (granted.length === 0)
    return (
      <EmptyState
        bare
        icon={<LifeBuoy />}
        title="Nothing was granted to you"
        text="A tenant’s people grant it on their page Support access, to you by name and for a day at most."
      />
    );
  return (
    <ul className="divide-y divide-line">
      {granted.map((grant) => {
        const { tone, words } = stateOf(grant);
        const name = `${KIND_WORDS[grant.kind]} of ${grant.tenant.name}`;
        return (
          <li key={grant.id} className="space-y-1 px-5 py-4 text-sm">
            <p className="flex flex-wrap items-center gap-2">
              <Badge tone={tone}>{words}</Badge>
              {grant.inForce ? (
                <Link
                  href={`/console/support/${grant.tenant.id}/${grant.id}`}
                  // To look at the list is no reading.
                  prefetch={false}
                  className="font-medium text-accent-text underline underline-offset-2 [overflow-wrap:anywhere]"
                >
                  {name}
                </Link>
              ) : (
                <span className="font-medium [overflow-wrap:anywhere]">{name}</span>
              )}
            </p>
            <p className="text-ink-faint text-xs">
              Granted by {grant.grantedBy ?? 'somebody who left'} <Time value={grant.grantedAt} />,
              until <Time value={grant.expiresAt} mode="absolute" />. {readWords(grant.reads)}.
            </p>
          </li>
        );
      })}
    </ul>
  );
}
