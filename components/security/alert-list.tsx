import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import { Time } from '@/components/ui/time';
import type { AlertKind, SecurityAlertView } from '@/lib/security/schema';
import { AcknowledgeButton } from './acknowledge-button';

interface AlertListProps {
  alerts: readonly SecurityAlertView[];
  /** Whether the reader acknowledges. */
  acts: boolean;
}

export function AlertList({ alerts, acts }: AlertListProps) {
  return (
    <EntryList
      none={{
        title: 'No alerts',
        text: 'No row of a tenant ever reached another one’s gateway here, no bound was exceeded, and the books agreed.',
      }}
      entries={alerts.map((alert) => ({
        id: alert.id,
        title: <Place alert={alert} />,
        note: (
          <>
            <Time value={alert.at} mode="absolute" />
            {alert.acknowledgedBy && ` · ${alert.acknowledgedBy}: ${alert.note}`}
          </>
        ),
        aside: <State alert={alert} acts={acts} />,
      }))}
    />
  );
}

const WORDS: Record<AlertKind, (place: string) => string> = {
  tenant_mismatch: (place) => `A foreign row reached ${place}, asked for by`,
  bound_exceeded: (place) => `More was used than ${place} allowed, by`,
  books_differ: (place) => `A difference was found in ${place}, of`,
  audit_fault: (place) =>
    place === 'behind'
      ? 'Fewer audit entries than were signed for, of'
      : 'The audit log is not the one that was signed, of',
};

function Place({ alert }: { alert: SecurityAlertView }) {
  return (
    <>
      {WORDS[alert.kind](alert.place)}{' '}
      {alert.tenantName ? (
        <Link href={`/console/tenants/${alert.tenantId}`} className="underline underline-offset-2">
          {alert.tenantName}
        </Link>
      ) : (
        'an erased tenant'
      )}
    </>
  );
}

function State({ alert, acts }: { alert: SecurityAlertView; acts: boolean }) {
  if (alert.acknowledgedAt) return <Badge>Acknowledged</Badge>;
  return acts ? <AcknowledgeButton id={alert.id} /> : <Badge tone="danger">Open</Badge>;
}
