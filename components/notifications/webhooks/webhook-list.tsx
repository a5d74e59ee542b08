import { Webhook } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import { Time } from '@/components/ui/time';
import type { DisabledBecause, WebhookView } from '@/lib/notifications/schema';
import { KIND_LABEL } from '../kind-words';
import { WebhookActions } from './webhook-actions';

const BECAUSE: Record<DisabledBecause, string> = {
  failing: 'Off: deliveries failed for three days',
  gone: 'Off: it answered that it is gone',
  person: 'Off',
};

interface WebhookListProps {
  slug: string;
  webhooks: readonly WebhookView[];
}

export function WebhookList({ slug, webhooks }: WebhookListProps) {
  if (webhooks.length === 0)
    return (
      <EmptyState
        bare
        icon={<Webhook />}
        title="No webhook yet"
        text="Add the address of a program, and it hears of events within seconds."
      />
    );
  return (
    <ul className="divide-y divide-line">
      {webhooks.map((webhook) => (
        <li key={webhook.id} className="flex flex-wrap items-center gap-x-4 gap-y-3 px-5 py-4">
          <div className="min-w-0 flex-1 basis-72 space-y-1 text-sm">
            <p className="flex flex-wrap items-center gap-2">
              <span className="font-medium [overflow-wrap:anywhere]">{webhook.address}</span>
              <WebhookState webhook={webhook} />
            </p>
            <p className="text-[0.8125rem] text-ink-soft">
              {webhook.kinds.map((kind) => KIND_LABEL[kind]).join(', ') || 'Gets nothing'}
            </p>
            <p className="text-[0.8125rem] text-ink-faint">
              {'Added '}
              <Time value={webhook.createdAt} mode="absolute" />
              {webhook.waiting > 0 && ` · ${webhook.waiting} waiting`}
              {webhook.formerUntil && (
                <>
                  {' · former secret signs until '}
                  <Time value={webhook.formerUntil} mode="absolute" />
                </>
              )}
            </p>
          </div>
          <WebhookActions slug={slug} webhook={webhook} />
        </li>
      ))}
    </ul>
  );
}

function WebhookState({ webhook: { disabled, failingSince } }: { webhook: WebhookView }) {
  if (disabled) return <Badge tone="danger">{BECAUSE[disabled.because]}</Badge>;
  if (failingSince)
    return (
      <Badge tone="warn">
        Failing since <Time value={failingSince} />
      </Badge>
    );
  return <Badge tone="success">On</Badge>;
}
