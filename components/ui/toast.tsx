'use client';

import { useTheme } from 'next-themes';
import { Toaster as Sonner } from 'sonner';

/** Mounted once in the root layout. Raise one with `toast` from sonner. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      position="bottom-right"
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
