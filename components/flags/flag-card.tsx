import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { formatCount } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import { FLAGS, type FlagChange, type FlagView } from '@/lib/flags/schema';
import { ExceptionButton } from './exception-button';
import { SetFlagButton } from './set-flag-button';

interface FlagCardProps {
  flag: FlagView;
  tenants: readonly { id: string; name: string }[];
  acts: boolean;
}

/** One feature: whom it is on for, its exceptions, and how it came to that. */
export function FlagCard({ flag, tenants, acts }: FlagCardProps) {
  const { name, percent, killed, onFor, of, exceptions, changes } = flag;
  const { label, hint } = FLAGS[name];
  return (
    <Card
      aria-label={label}
      title={
        <span className="flex flex-wrap items-center gap-2">
          {label}
          {killed ? (
            <Badge tone="danger">Off for everybody</Badge>
          ) : (
            <Badge tone={percent === 100 ? 'success' : 'info'}>{`${percent}%`}</Badge>
          )}
        </span>
      }
      description={hint}
      actions={
        acts && (
          <>
            <ExceptionButton name={name} tenants={tenants} />
            <SetFlagButton key={`${percent} ${killed}`} flag={flag} />
          </>
        )
      }
    >
      <p className="text-sm">{`On for ${formatCount(onFor)} of ${formatCount(of)} tenants.`}</p>
      {exceptions.length > 0 && (
        <ul className="mt-3 space-y-1 text-sm" aria-label={`Exceptions of ${label}`}>
          {exceptions.map(({ tenantId, tenantName, on, reason }) => (
            <li key={tenantId}>{`${tenantName}: ${on ? 'on' : 'off'} (${reason})`}</li>
          ))}
        </ul>
      )}
      {changes.length > 0 && (
        <ol
          className="mt-3 space-y-1 text-[0.8125rem] text-ink-soft"
          aria-label={`History of ${label}`}
        >
          {changes.map((change) => (
            <li key={change.id}>
              <Time value={change.at} mode="absolute" />
              {`: ${words(change)}${[change.by, change.reason]
                .filter(Boolean)
                .map((part) => ` · ${part}`)
                .join('')}`}
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

function words({ tenant, content }: FlagChange): string {
  const who = tenant ?? 'an erased tenant';
  if (content === null) return `${who} as the share has it`;
  if ('on' in content) return `${who} ${content.on ? 'on' : 'off'}`;
  return content.killed ? 'off for everybody' : `${content.percent}% of tenants`;
}
