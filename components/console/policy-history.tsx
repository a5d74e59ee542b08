import type { Names } from '@/components/budgets/rule-words';
import { RollBackButton } from '@/components/policies/roll-back-button';
import { Badge } from '@/components/ui/badge';
import { Time } from '@/components/ui/time';
import { diffPolicies, type PolicyVersion } from '@/lib/console/policy/schema';
import type { Versioned } from '@/lib/policies/schema';
import { PolicyChanges } from './policy-changes';

interface PolicyHistoryProps {
  versions: readonly PolicyVersion[];
  whose: Versioned;
  names?: Names;
  /** Whether the reader may come back to an earlier version. */
  acts: boolean;
}

/** Newest first; each version with what it changed of the one before. */
export function PolicyHistory({ versions, whose, names, acts }: PolicyHistoryProps) {
  const inForce = versions[0]?.version ?? 0;
  return (
    <ol className="divide-y divide-line">
      {versions.map((version, index) => {
        const before = versions[index + 1];
        return (
          <li
            key={version.version}
            id={`${whose.of === 'plan' ? `${whose.plan}-` : ''}version-${version.version}`}
            className="grid gap-3 px-5 py-4 md:grid-cols-[1fr_1fr]"
          >
            <div className="min-w-0 space-y-1">
              <p className="flex flex-wrap items-center gap-2 font-medium text-sm">
                Version {version.version}
                {index === 0 && <Badge tone="success">In force</Badge>}
              </p>
              <p className="break-words text-sm">{version.reason}</p>
              <p className="text-ink-faint text-xs">
                {version.author} · <Time value={version.createdAt} mode="absolute" />
              </p>
              {acts && index > 0 && (
                <RollBackButton whose={whose} version={version.version} basedOn={inForce} />
              )}
            </div>
            {before ? (
              <PolicyChanges changes={diffPolicies(before.policy, version.policy)} names={names} />
            ) : (
              <p className="text-[0.8125rem] text-ink-faint">
                {version.version === 1 ? 'The first policy' : 'Earlier versions are not listed'}
              </p>
            )}
          </li>
        );
      })}
    </ol>
  );
}
