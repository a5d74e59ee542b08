import { PolicyChanges } from '@/components/console/policy-changes';
import { Badge } from '@/components/ui/badge';
import { formatDateTime } from '@/components/ui/format';
import type { PolicyVersionView } from '@/lib/usage/policy-history/schema';

interface PolicyChangesListProps {
  versions: readonly PolicyVersionView[];
  timeZone: string;
}

/** Each version of the policy with who changed what, why and since when; newest first. */
export function PolicyChangesList({ versions, timeZone }: PolicyChangesListProps) {
  return (
    <ol className="divide-y divide-line">
      {versions.map(({ version, since, reason, by, changes }, index) => (
        <li key={version} className="grid gap-3 px-5 py-4 md:grid-cols-2">
          <div className="min-w-0 space-y-1">
            <p className="flex flex-wrap items-center gap-2 font-medium text-sm">
              Version {version}
              {index === 0 && <Badge tone="success">In force</Badge>}
              {by === null && <Badge tone="info">By the platform</Badge>}
            </p>
            <p className="text-sm [overflow-wrap:anywhere]">{reason}</p>
            <p className="text-ink-faint text-xs">
              {by ?? 'The platform'} · in force from {formatDateTime(since, { timeZone })}{' '}
              {timeZone}
            </p>
          </div>
          {changes ? (
            <PolicyChanges changes={changes} />
          ) : (
            <p className="text-[0.8125rem] text-ink-faint">The first policy</p>
          )}
        </li>
      ))}
    </ol>
  );
}
