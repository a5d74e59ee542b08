import { Inbox } from 'lucide-react';
import { Money } from '@/components/console/money';
import { Badge } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import { formatDateTime } from '@/components/ui/format';
import type { Tone } from '@/components/ui/tone';
import type { QuotaRequestView, QuotaState } from '@/lib/quota-requests/schema';
import { limitsText } from './limit-draft';
import { WithdrawButton } from './withdraw-button';

export const STATE_BADGE: Record<QuotaState, [Tone, string]> = {
  open: ['info', 'Waits for an answer'],
  withdrawn: ['neutral', 'Withdrawn'],
  approved: ['success', 'Granted'],
  amended: ['success', 'Granted otherwise'],
  refused: ['danger', 'Refused'],
};

interface RequestListProps {
  slug: string;
  requests: readonly QuotaRequestView[];
  timeZone: string;
}

/** What the workspace asked for, and what became of it. */
export function RequestList({ slug, requests, timeZone }: RequestListProps) {
  if (requests.length === 0)
    return (
      <EmptyState
        bare
        icon={<Inbox />}
        title="Nothing was asked for yet"
        text="Requests and their answers are kept here."
      />
    );
  const time = (at: string) => `${formatDateTime(at, { timeZone })} ${timeZone}`;
  return (
    <ul className="divide-y divide-line">
      {requests.map((request) => {
        const [tone, label] = STATE_BADGE[request.state];
        return (
          <li key={request.id} className="flex flex-wrap items-start gap-x-6 gap-y-3 px-5 py-4">
            <div className="min-w-0 flex-1 basis-64 space-y-1 text-sm">
              <p className="flex flex-wrap items-center gap-2">
                <Badge tone={tone}>{label}</Badge>
                <span className="text-ink-faint text-xs">
                  {request.askedBy ?? 'Somebody who left'} · {time(request.askedAt)}
                </span>
              </p>
              <p className="font-medium">
                {limitsText(request.wanted).join(', ')} · {span(request.days)}
              </p>
              <p className="text-ink-soft [overflow-wrap:anywhere]">{request.reason}</p>
              {request.answer && request.endedAt && (
                <div className="border-line-firm border-l-2 pl-3">
                  <p className="[overflow-wrap:anywhere]">{request.answer}</p>
                  {request.granted && (
                    <p className="text-ink-soft">
                      {limitsText(request.granted).join(', ')} · {span(request.grantedDays)}
                      {request.feeNano && (
                        <>
                          {' '}
                          · fee <Money nano={request.feeNano} />
                        </>
                      )}
                    </p>
                  )}
                  <p className="text-ink-faint text-xs">The platform · {time(request.endedAt)}</p>
                </div>
              )}
            </div>
            {request.state === 'open' && <WithdrawButton slug={slug} id={request.id} />}
          </li>
        );
      })}
    </ul>
  );
}

export function span(days: number | null): string {
  if (days === null) return 'for good';
  return days === 1 ? 'for a day' : `for ${days} days`;
}
