'use client';

import { useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { formatHour } from '@/components/ui/format';
import type { FormFailure } from '@/lib/identity/schema';

/** What went wrong with a form and, when waiting helps, until what time of the reader's clock. */
export function FailureAlert({ title, failure }: { title: string; failure: FormFailure }) {
  // Kept from the first render: the time must not move on while the message stands.
  const [shownAt] = useState(() => Date.now());
  return (
    <Alert
      kind="error"
      title={title}
      text={
        <>
          {failure.message}
          {failure.retryAfter !== undefined && (
            <> That is at {clockTime(shownAt + failure.retryAfter * 1000)}.</>
          )}
        </>
      }
    />
  );
}

function clockTime(at: number): string {
  // Rounded up to the minute, so that whoever comes back then is not early.
  const minute = Math.ceil(at / 60_000) * 60_000;
  return `${formatHour(minute)} (${Intl.DateTimeFormat().resolvedOptions().timeZone})`;
}
