'use client';

import { type ComponentType, lazy, type ReactNode, Suspense, useSyncExternalStore } from 'react';

export interface ToastOptions {
  description?: ReactNode;
  /** Milliseconds. */
  duration?: number;
  action?: { label: string; onClick: () => void };
  /** Takes the place of the one that has it. */
  id?: string;
}

export interface RaisedToast extends ToastOptions {
  kind: 'success' | 'error' | 'info' | 'warning' | 'loading';
  title: string;
}

type Raise = (toast: RaisedToast) => void;

/** What draws toasts, once it is there. */
export interface Drawing {
  raise: Raise;
  dismiss: (id: string) => void;
}

const waiting: RaisedToast[] = [];
const listeners = new Set<() => void>();
let wanted = false;
let drawing: Drawing | undefined;

function raise(toast: RaisedToast): void {
  if (drawing) {
    drawing.raise(toast);
    return;
  }
  waiting.push(toast);
  wanted = true;
  for (const listener of listeners) listener();
}

const raised = (kind: RaisedToast['kind']) => (title: string, options?: ToastOptions) =>
  raise({ ...options, kind, title });

/** Raises one. What draws them comes with the first of a page. */
export const toast = {
  success: raised('success'),
  error: raised('error'),
  info: raised('info'),
  warning: raised('warning'),
  loading: raised('loading'),
  dismiss: (id: string) => drawing?.dismiss(id),
};

const Drawn: ComponentType<{ onReady: (drawn: Drawing) => void }> = lazy(() =>
  import('./toaster').then(({ DrawnToasts }) => ({ default: DrawnToasts })),
);

/** Mounted once in the root layout. */
export function Toaster() {
  const shown = useSyncExternalStore(
    subscribe,
    () => wanted,
    () => false,
  );
  return shown ? (
    <Suspense>
      <Drawn onReady={begin} />
    </Suspense>
  ) : null;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function begin(drawn: Drawing): void {
  drawing = drawn;
  for (const toast of waiting.splice(0)) drawn.raise(toast);
}
