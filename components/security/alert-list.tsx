import { ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import { Time } from '@/components/ui/time';
import type { SecurityAlertView } from '@/lib/security/schema';
import { AcknowledgeButton } from './acknowledge-button';

interface AlertListProps {
  alerts: readonly SecurityAlertView[];
  /** Whether the reader acknowledges. */
  acts: boolean;
}

export function AlertList({ alerts, acts }: AlertListProps) {
  if (alerts.length === 0) {
    return (
      <EmptyState
        bare
        icon={<ShieldCheck aria-hidden />}
        title="No alerts"
        text="No row of a tenant ever reached another one’s gateway here."
      />
    );
  }
  return (
    <ul className="divide-y divide-line">
      {alerts.map((alert) => (
        <li key={alert.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
          <div className="min-w-0 flex-1 basis-64 text-sm">
            <p className="font-medium">
              A foreign row reached {alert.place}, asked for by{' '}
              {alert.tenantName ? (
                <Link
                  href={`/console/tenants/${alert.tenantId}`}
                  className="underline underline-offset-2"
                >
                  {alert.tenantName}
                </Link>
              ) : (
                'an erased tenant'
              )}
            </p>
            <p className="text-[0.8125rem] text-ink-faint">
              <Time value={alert.at} mode="absolute" />
              {alert.acknowledgedBy && ` · ${alert.acknowledgedBy}: ${alert.note}`}
            </p>
          </div>
          {alert.acknowledgedAt ? (
            <Badge>Acknowledged</Badge>
          ) : acts ? (
            <AcknowledgeButton id={alert.id} />
          ) : (
            <Badge tone="danger">Open</Badge>
          )}
        </li>
      ))}
    </ul>
  );
}
