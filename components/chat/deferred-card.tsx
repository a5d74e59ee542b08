'use client';

import { CircleSlash, Clock, RotateCcw, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import { Spinner } from '@/components/ui/spinner';
import { toast } from '@/components/ui/toast';
import { type DeferredView, isOpen } from '@/lib/deferred/facts';
import { useChat } from './chat-context';
import { failureWords } from './error-words';
import { RoomTime } from './room-time';

const WHOSE = {
  tenant: 'the workspace’s budget',
  user: 'your own budget',
  key: 'the API key’s budget',
  model: 'the workspace’s budget for this model',
  feature: 'the workspace’s budget for this feature',
};

/** Stands where the answer will be: the place in the queue, when there is room, a way out; or why nothing came. */
export function DeferredCard({ deferred, question }: { deferred: DeferredView; question: string }) {
  const { state, position, total, estimatedAt, timeZone, because, failureCode } = deferred;
  const { model, conversationId } = deferred;
  const { ask, cancelWaiting } = useChat();
  const [cancelling, setCancelling] = useState(false);
  const cancel = async () => {
    setCancelling(true);
    const refused = await cancelWaiting(deferred);
    setCancelling(false);
    if (refused) toast.error('The question still waits', { description: refused });
  };
  return (
    <section
      aria-label="In the queue"
      aria-live="polite"
      className="flex min-w-0 flex-wrap items-start gap-x-4 gap-y-3 rounded-lg border border-line bg-sunken px-4 py-3 text-sm"
    >
      <div className="flex min-w-0 flex-1 basis-64 items-start gap-3">
        <Mark state={state} />
        <div className="min-w-0 space-y-0.5">
          <p className="font-medium">
            {TITLES[state]}
            {state === 'waiting' && position !== undefined && total !== undefined && (
              <span className="tabular font-normal text-ink-soft">
                {' '}
                · position {formatCount(position)} of {formatCount(total)}
              </span>
            )}
          </p>
          {state === 'waiting' && (
            <p className="text-ink-soft leading-relaxed">
              {because && `It waits for ${WHOSE[because.scope]} for this ${because.period}. `}
              {estimatedAt && because ? (
                <>
                  Answered <RoomTime at={estimatedAt} timeZone={timeZone} />, or as soon as there is
                  room. You can leave this page.
                </>
              ) : (
                'It is its turn soon.'
              )}
            </p>
          )}
          {state === 'failed' && <p className="text-ink-soft">{failureWords(failureCode)}</p>}
          {state === 'cancelled' && <p className="text-ink-soft">It was not answered.</p>}
        </div>
      </div>
      {isOpen(deferred) && (
        <Button size="sm" variant="ghost" disabled={cancelling} onClick={cancel}>
          Cancel
        </Button>
      )}
      {(state === 'failed' || state === 'cancelled') && (
        <Button
          size="sm"
          onClick={() => ask(question, model, conversationId, { deferrable: true })}
        >
          <RotateCcw aria-hidden /> Ask again
        </Button>
      )}
    </section>
  );
}

const TITLES: Record<DeferredView['state'], string> = {
  waiting: 'Waiting in the queue',
  running: 'Being answered now',
  done: 'Answered',
  failed: 'The answer failed',
  cancelled: 'Cancelled',
};

function Mark({ state }: { state: DeferredView['state'] }) {
  const look = 'mt-0.5 size-4 shrink-0';
  if (state === 'running' || state === 'done')
    return <Spinner className={`${look} text-accent-text`} />;
  if (state === 'failed') return <TriangleAlert aria-hidden className={`${look} text-danger`} />;
  if (state === 'cancelled')
    return <CircleSlash aria-hidden className={`${look} text-ink-faint`} />;
  return <Clock aria-hidden className={`${look} text-accent-text`} />;
}
