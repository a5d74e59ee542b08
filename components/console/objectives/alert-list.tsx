import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import { Time } from '@/components/ui/time';
import type { ObjectiveAlert } from '@/lib/console/objectives/schema';
import { localNumber } from '@/lib/localized';
import { AcknowledgeAlertButton } from './acknowledge-alert-button';

interface AlertListProps {
  alerts: readonly ObjectiveAlert[];
  acts: boolean;
}

export function AlertList({ alerts, acts }: AlertListProps) {
  return (
    <EntryList
      none={{ title: 'No alert', text: 'Every objective was kept, or nothing was measured.' }}
      entries={alerts.map((alert) => ({
        id: alert.id,
        title: (
          <span className="flex flex-wrap items-center gap-2">
            {alert.name}
            <Badge tone={tone(alert)}>{alert.endedAt ? 'Over' : word(alert)}</Badge>
            {alert.escalatedAt && !alert.acknowledgedAt && <Badge tone="danger">Escalated</Badge>}
          </span>
        ),
        note: (
          <>
            Burnt {localNumber(alert.burn, { maximumFractionDigits: 1 })} times as fast as allowed,
            from <Time value={alert.startedAt} mode="absolute" />
            {alert.endedAt && (
              <>
                {' to '}
                <Time value={alert.endedAt} mode="absolute" />
              </>
            )}
            .
            {alert.acknowledgedAt &&
              ` ${alert.acknowledgedBy ?? 'Somebody'} acknowledged it: ${alert.note}`}
          </>
        ),
        aside: acts && !alert.acknowledgedAt && <AcknowledgeAlertButton id={alert.id} />,
      }))}
    />
  );
}

function word({ severity }: ObjectiveAlert): string {
  return severity === 'urgent' ? 'Failing' : 'Slipping';
}

function tone({ endedAt, severity }: ObjectiveAlert) {
  if (endedAt) return 'neutral';
  return severity === 'urgent' ? 'danger' : 'warn';
}
