import Link from 'next/link';
import { actionsWords } from '@/components/console/containment/containment-words';
import { Time } from '@/components/ui/time';
import type { IncidentEvent } from '@/lib/incidents/schema';

const KIND: Record<IncidentEvent['kind'], string> = {
  opened: 'Opened',
  note: 'Note',
  affected: 'Affected tenants',
  notice: 'Notice',
  closed: 'Closed',
  reopened: 'Opened again',
  contained: 'Contained',
  released: 'No longer contained',
};

/** What happened in an incident, the first first. */
export function Timeline({ events }: { events: readonly IncidentEvent[] }) {
  return (
    <ol className="space-y-4">
      {events.map((event) => (
        <li key={event.id} className="border-line border-l-2 pl-4">
          <p className="text-[0.8125rem] text-ink-faint">
            <Time value={event.at} mode="absolute" />
            {` · ${KIND[event.kind]}${event.by ? ` · ${event.by}` : ''}`}
          </p>
          {event.tenant && event.actions && (
            <p className="font-medium text-sm">
              <Link
                href={`/console/tenants/${event.tenant.id}`}
                className="underline underline-offset-2"
              >
                {event.tenant.name}
              </Link>
              {`: ${actionsWords(event.actions)}`}
            </p>
          )}
          <p className="whitespace-pre-line break-words text-sm">{event.text}</p>
        </li>
      ))}
    </ol>
  );
}
