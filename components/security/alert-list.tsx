import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import { Time } from '@/components/ui/time';
import type { SecurityAlertView } from '@/lib/security/schema';
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
        text: 'No row of a tenant ever reached another one’s gateway here.',
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

function Place({ alert }: { alert: SecurityAlertView }) {
  return (
    <>
      A foreign row reached {alert.place}, asked for by{' '}
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
