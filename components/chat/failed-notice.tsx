'use client';

import { Clock, X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { LimitOffers } from '@/components/limits/limit-offers';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { formatDuration } from '@/components/ui/format';
import type { LimitDetail } from '@/lib/errors';
import type { ModelId } from '@/lib/llm/schema';
import { LimitFacts } from './limit-facts';
import { RoomTime } from './room-time';
import type { FailedQuestion } from './use-answers';

const WHOSE: Record<LimitDetail['scope'], string> = {
  tenant: 'your workspace',
  user: 'your account',
  key: 'this API key',
  model: 'this model',
  feature: 'this feature',
  platform: 'the platform',
};

const BUDGET: Partial<Record<LimitDetail['scope'], string>> = {
  tenant: 'The workspace’s budget',
  user: 'Your own budget',
  key: 'This API key’s budget',
  model: 'The workspace’s budget for this model',
  feature: 'The workspace’s budget for this feature',
};

/** Beyond an hour the time of day says more than a count of seconds. */
const COUNTED_S = 3_600;

/** What happened, whose limit it was, when to come back. The question is back in the composer. */
export function FailedNotice({
  slug,
  failed,
  onDismiss,
  onQueue,
  onCheaper,
}: {
  slug: string;
  failed: FailedQuestion;
  onDismiss: () => void;
  /** Asks once more, of that model. */
  onCheaper: (model: ModelId) => void;
  /** Asks once more, to be answered when there is room. */
  onQueue: () => void;
}) {
  const { error } = failed;
  const { limit } = error;
  const here = useSyncExternalStore(never, whereNow, () => '');
  const left = useSecondsLeft(failed);
  // Resources have a day too, and no unit: their refusal says by itself what it is of.
  const budget = limit?.unit && limit.period && BUDGET[limit.scope];
  const again =
    error.retryAfter === undefined || error.retryAfter > COUNTED_S
      ? undefined
      : left > 0
        ? `Try again in ${formatDuration(left * 1000).replace(/\.\d+/, '')}.`
        : 'You can ask again now.';
  if (error.code === 'unauthenticated')
    return (
      <Alert
        kind="warn"
        className="mb-3"
        title={error.message}
        text="Your question is kept, and so is what you were writing. Sign in again and go on where you were."
        action={
          <ButtonLink size="sm" href={`/sign-in?next=${encodeURIComponent(here)}`}>
            Sign in again
          </ButtonLink>
        }
      />
    );
  return (
    <Alert
      kind={error.code === 'internal' ? 'error' : 'warn'}
      className="mb-3"
      title={
        budget ? `${budget} for this ${limit.period} cannot take this question.` : error.message
      }
      requestId={error.requestId}
      text={
        <>
          {limit && budget && <LimitFacts limit={limit} />}
          {limit && (
            <span className="block">
              {!budget && `This is a limit of ${WHOSE[limit.scope]}. `}
              {limit.remedy}
            </span>
          )}
          <span className="block" aria-live="off">
            {again}{' '}
            {failed.givenBack
              ? 'Your question is kept below.'
              : 'The question stands above and can be answered once more there.'}
          </span>
          {budget && limit?.resetsAt && limit.offers?.queue && (
            <span className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
              <Button size="sm" onClick={onQueue}>
                <Clock aria-hidden /> Queue it
              </Button>
              <span>
                Answered when your budget has room,{' '}
                <RoomTime at={limit.resetsAt} timeZone={limit.timeZone} />.
              </span>
            </span>
          )}
          {limit && <LimitOffers slug={slug} limit={limit} onCheaper={onCheaper} />}
        </>
      }
      action={
        <Button variant="ghost" size="icon-sm" aria-label="Dismiss" onClick={onDismiss}>
          <X aria-hidden />
        </Button>
      }
    />
  );
}

function never(): () => void {
  return () => undefined;
}

function whereNow(): string {
  return window.location.pathname + window.location.search;
}

function useSecondsLeft({ at, error }: FailedQuestion): number {
  const until = at + (error.retryAfter ?? 0) * 1000;
  const [now, setNow] = useState(at);
  useEffect(() => {
    if (until - at > COUNTED_S * 1000) return;
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= until) clearInterval(timer);
    }, 500);
    return () => clearInterval(timer);
  }, [at, until]);
  return Math.max(0, Math.ceil((until - now) / 1000));
}
