import { Send } from 'lucide-react';
import { hrefWith } from '@/components/console/href';
import { Badge } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import { Pagination } from '@/components/ui/pagination';
import { Time } from '@/components/ui/time';
import type { Tone } from '@/components/ui/tone';
import type {
  DeliveryPage,
  DeliveryParams,
  DeliveryState,
  DeliveryView,
} from '@/lib/notifications/schema';
import { KIND_LABEL } from './kind-words';
import { SendAgainButton } from './send-again-button';

const STATE: Record<DeliveryState, [Tone, string]> = {
  waiting: ['info', 'Waiting'],
  delivered: ['success', 'Delivered'],
  failed: ['danger', 'Given up'],
};

interface DeliveryLogProps {
  slug: string;
  page: DeliveryPage;
  query: DeliveryParams;
}

/** What was sent where, and what came of it. */
export function DeliveryLog({ slug, page, query }: DeliveryLogProps) {
  if (page.deliveries.length === 0)
    return (
      <EmptyState
        bare
        icon={<Send />}
        title="Nothing was sent yet"
        text="Messages appear here with what their receivers answered."
      />
    );
  const path = `/t/${slug}/notifications`;
  const newest = hrefWith(path, query, { older: null });
  return (
    <>
      <ul className="divide-y divide-line">
        {page.deliveries.map((delivery) => (
          <li key={delivery.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
            <DeliveryFacts delivery={delivery} />
            {delivery.state !== 'waiting' && (
              <SendAgainButton slug={slug} id={delivery.id} kind={KIND_LABEL[delivery.kind]} />
            )}
          </li>
        ))}
      </ul>
      {(page.older || query.older) && (
        <div className="border-line border-t px-5 pb-3">
          <Pagination
            previousHref={query.older ? `${newest}#deliveries` : undefined}
            nextHref={
              page.older ? `${hrefWith(path, query, { older: page.older })}#deliveries` : undefined
            }
            summary="Newest first"
          />
        </div>
      )}
    </>
  );
}

function DeliveryFacts({ delivery }: { delivery: DeliveryView }) {
  const [tone, label] = STATE[delivery.state];
  const { attempts, failure, status } = delivery;
  return (
    <div className="min-w-0 flex-1 basis-64 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={tone}>{label}</Badge>
        <span className="font-medium">{KIND_LABEL[delivery.kind]}</span>
        {delivery.more > 0 && <span className="text-ink-soft">and {delivery.more} more</span>}
        <Time value={delivery.at} mode="absolute" className="text-ink-faint text-xs" />
      </p>
      <p className="mt-0.5 text-[0.8125rem] text-ink-soft [overflow-wrap:anywhere]">
        {delivery.channel === 'email' ? 'E-mail to ' : ''}
        {delivery.to}
      </p>
      <p className="text-[0.8125rem] text-ink-faint [overflow-wrap:anywhere]">
        {attempts === 1 ? '1 try' : `${attempts} tries`}
        {status !== null && ` · status ${status}`}
        {failure && status === null && ` · ${failure}`}
        {delivery.nextAt && (
          <>
            {' · next '}
            <Time value={delivery.nextAt} />
          </>
        )}
        {` · id ${delivery.eventId}`}
      </p>
    </div>
  );
}
