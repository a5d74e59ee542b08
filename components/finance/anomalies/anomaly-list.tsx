import Link from 'next/link';
import { Money } from '@/components/console/money';
import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import { formatDate } from '@/components/ui/format';
import type { AnomalyView } from '@/lib/finance/anomalies/schema';
import { AcknowledgeAnomalyButton } from './acknowledge-anomaly-button';
import { CausesTable } from './causes-table';

interface AnomalyListProps {
  anomalies: readonly AnomalyView[];
  acts: boolean;
}

export function AnomalyList({ anomalies, acts }: AnomalyListProps) {
  return (
    <EntryList
      none={{
        title: 'Nothing out of the ordinary',
        text: 'Every day that was judged cost about what the days before it said.',
      }}
      entries={anomalies.map((one) => ({
        id: one.id,
        title: (
          <span className="flex flex-wrap items-center gap-2">
            <Link
              href={`/finance/forecast?tenant=${one.tenant.id}`}
              className="hover:text-accent-text hover:underline"
            >
              {one.tenant.name}
            </Link>
            <Badge tone={one.more && !one.acknowledgedAt && !one.goneAt ? 'warn' : 'neutral'}>
              {one.more ? 'Cost more' : 'Cost less'}
            </Badge>
            {one.goneAt && <Badge>Ordinary after late rows</Badge>}
            {one.escalatedAt && !one.acknowledgedAt && <Badge tone="danger">Escalated</Badge>}
          </span>
        ),
        note: (
          <>
            {formatDate(one.firstDay)}
            {one.lastDay !== one.firstDay && ` to ${formatDate(one.lastDay)}`} (UTC);{' '}
            {formatDate(one.peakDay)} cost <Money nano={one.costNano} />, expected were{' '}
            <Money nano={one.expectedNano} />.
            {one.acknowledgedAt &&
              ` ${one.acknowledgedBy ?? 'Somebody'} acknowledged it: ${one.note}`}
          </>
        ),
        below: <CausesTable anomaly={one} />,
        aside: acts && !one.acknowledgedAt && (
          <AcknowledgeAnomalyButton id={one.id} tenantId={one.tenant.id} />
        ),
      }))}
    />
  );
}
