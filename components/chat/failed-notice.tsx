'use client';

import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { formatDateTime, formatDuration } from '@/components/ui/format';
import type { LimitDetail } from '@/lib/errors';
import type { FailedQuestion } from './use-answers';

const WHOSE: Record<LimitDetail['scope'], string> = {
  tenant: 'your workspace',
  user: 'your account',
  key: 'this API key',
  model: 'this model',
  feature: 'this feature',
  platform: 'the platform',
};

/** Beyond an hour the time of day says more than a count of seconds. */
const COUNTED_S = 3_600;

/** What happened, whose limit it was, when to come back. The question is back in the composer. */
export function FailedNotice({
  failed,
  onDismiss,
}: {
  failed: FailedQuestion;
  onDismiss: () => void;
}) {
  const { error } = failed;
  const left = useSecondsLeft(failed);
  const again =
    error.retryAfter === undefined
      ? undefined
      : error.retryAfter > COUNTED_S
        ? `Come back ${error.limit?.resetsAt ? `after ${formatDateTime(error.limit.resetsAt)} UTC` : 'later'}.`
        : left > 0
          ? `Try again in ${formatDuration(left * 1000).replace(/\.\d+/, '')}.`
          : 'You can ask again now.';
  return (
    <Alert
      kind={error.code === 'internal' ? 'error' : 'warn'}
      className="mb-3"
      title={error.message}
      requestId={error.requestId}
      text={
        <>
          {error.limit && (
            <span className="block">
              This is a limit of {WHOSE[error.limit.scope]}. {error.limit.remedy}
            </span>
          )}
          <span className="block" aria-live="off">
            {again} Your question is kept below.
          </span>
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
