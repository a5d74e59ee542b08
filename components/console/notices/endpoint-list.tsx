import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import { Time } from '@/components/ui/time';
import type { EndpointView } from '@/lib/notify/schema';
import { RemoveEndpointButton } from './remove-endpoint-button';

interface EndpointListProps {
  endpoints: readonly EndpointView[];
  acts: boolean;
  /** What is heard of there. */
  hears?: string;
}

/** Where notices go, and what became of the last hundred. */
export function EndpointList({
  endpoints,
  acts,
  hears = 'operators hear of a containment',
}: EndpointListProps) {
  return (
    <EntryList
      none={{
        title: 'Notices stay in the console',
        text: `Add an e-mail address or a webhook, and ${hears} at once.`,
      }}
      entries={endpoints.map((endpoint) => ({
        id: endpoint.id,
        title: (
          <span className="flex flex-wrap items-center gap-2">
            <span className="break-all">{endpoint.address}</span>
            <Badge>{endpoint.kind === 'email' ? 'E-mail' : 'Webhook'}</Badge>
            {endpoint.onlyEscalations && <Badge tone="info">Escalations alone</Badge>}
          </span>
        ),
        note: (
          <>
            {`Delivered ${endpoint.delivered}, waiting ${endpoint.waiting}, given up ${endpoint.givenUp}`}
            {endpoint.lastFailure && ` (${endpoint.lastFailure})`}
            {` · added by ${endpoint.createdBy} `}
            <Time value={endpoint.createdAt} mode="absolute" />
          </>
        ),
        aside: acts && <RemoveEndpointButton id={endpoint.id} address={endpoint.address} />,
      }))}
    />
  );
}
