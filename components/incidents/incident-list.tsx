import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import { Time } from '@/components/ui/time';
import type { IncidentSummary } from '@/lib/incidents/schema';
import { SEVERITY } from './severity';

/** Open incidents first. */
export function IncidentList({ incidents }: { incidents: readonly IncidentSummary[] }) {
  return (
    <EntryList
      none={{ title: 'No incidents', text: 'Nothing was ever opened here.' }}
      entries={incidents.map(({ id, title, severity, affected, openedAt, closedAt }) => ({
        id,
        title: (
          <Link href={`/console/incidents/${id}`} className="underline underline-offset-2">
            {title}
          </Link>
        ),
        note: (
          <>
            {`${affected === 1 ? '1 tenant' : `${affected} tenants`} · since `}
            <Time value={openedAt} mode="absolute" />
            {closedAt && ', until '}
            {closedAt && <Time value={closedAt} mode="absolute" />}
          </>
        ),
        aside: (
          <span className="flex gap-2">
            <Badge tone={SEVERITY[severity].tone}>{SEVERITY[severity].label}</Badge>
            <Badge tone={closedAt ? 'neutral' : 'warn'}>{closedAt ? 'Closed' : 'Open'}</Badge>
          </span>
        ),
      }))}
    />
  );
}
