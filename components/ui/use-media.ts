'use client';

import { useCallback, useSyncExternalStore } from 'react';

/** Whether the window is like that: a media query. Undefined on the server and for the first paint. */
export function useMedia(query: string): boolean | undefined {
  const watch = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore<boolean | undefined>(
    watch,
    () => window.matchMedia(query).matches,
    () => undefined,
  );
}
