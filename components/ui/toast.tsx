'use client';

import { useTheme } from 'next-themes';
import { useSyncExternalStore } from 'react';
import { Toaster as Sonner } from 'sonner';

const NARROW = '(width < 40rem)';

function watchNarrow(listener: () => void): () => void {
  const query = window.matchMedia(NARROW);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/**
 * Mounted once in the root layout. Raise one with `toast` from sonner. On narrow screens toasts come
 * from above: below are the composer and the buttons of sheets.
 */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  const narrow = useSyncExternalStore(
    watchNarrow,
    () => window.matchMedia(NARROW).matches,
    () => false,
  );
  return (
    <Sonner
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      position={narrow ? 'top-center' : 'bottom-right'}
      closeButton
      toastOptions={{
        style: {
          background: 'var(--raised)',
          color: 'var(--ink)',
          borderColor: 'var(--line-firm)',
          borderRadius: 'var(--radius-lg)',
          fontFamily: 'var(--font-geist-sans)',
        },
        classNames: {
          description: '!text-ink-soft',
          success: '[&_[data-icon]]:text-success',
          error: '[&_[data-icon]]:text-danger',
          warning: '[&_[data-icon]]:text-warn',
          actionButton: '!bg-accent !text-on-accent',
        },
      }}
    />
  );
}
