'use client';

import { useTheme } from 'next-themes';
import { useEffect } from 'react';
import { toast as draw, Toaster as Sonner } from 'sonner';
import type { Drawing, RaisedToast } from './toast';
import { useMedia } from './use-media';

const NARROW = '(width < 40rem)';
/** A region that is read out has to be there before what is said in it. */
const HEARD_MS = 100;

function raise({ kind, title, ...options }: RaisedToast): void {
  draw[kind](title, options);
}

const DRAWN: Drawing = { raise, dismiss: (id) => draw.dismiss(id) };

/** On narrow screens toasts come from above: below are the composer and the buttons of sheets. */
export function DrawnToasts({ onReady }: { onReady: (drawn: Drawing) => void }) {
  const { resolvedTheme } = useTheme();
  const narrow = useMedia(NARROW);
  useEffect(() => {
    const timer = setTimeout(() => onReady(DRAWN), HEARD_MS);
    return () => clearTimeout(timer);
  }, [onReady]);
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
