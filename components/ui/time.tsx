'use client';

import { useSyncExternalStore } from 'react';
import { formatDate, formatDateTime, formatRelative, type TimeInput } from './format';

const TICK_MS = 30_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let current = 0;

/** One timer for all relative times of a page. */
function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    timer = setInterval(() => {
      current = Date.now();
      for (const each of listeners) each();
    }, TICK_MS);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

function snapshot(): number {
  if (Date.now() - current > 2 * TICK_MS) current = Date.now();
  return current;
}

interface TimeProps {
  value: TimeInput;
  /** `date` leaves the hour out. */
  mode?: 'relative' | 'absolute' | 'date';
  className?: string;
}

/**
 * Server and first paint show the absolute time in UTC; the browser then makes it relative and adds the
 * reader's own zone to the title.
 */
export function Time({ value, mode = 'relative', className }: TimeProps) {
  const now = useSyncExternalStore(subscribe, snapshot, () => 0);
  const utc = `${formatDateTime(value, { seconds: true })} UTC`;
  const zone = now === 0 ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;
  const title =
    zone === 'UTC'
      ? utc
      : `${utc}\n${formatDateTime(value, { timeZone: zone, seconds: true })} ${zone}`;
  const text =
    mode === 'date'
      ? formatDate(value)
      : mode === 'relative' && now !== 0
        ? formatRelative(value, now)
        : `${formatDateTime(value)} UTC`;
  return (
    // A browser older than its reader's locale may name a month otherwise than the server did.
    <time
      dateTime={new Date(value).toISOString()}
      title={title}
      className={className}
      suppressHydrationWarning
    >
      {text}
    </time>
  );
}
