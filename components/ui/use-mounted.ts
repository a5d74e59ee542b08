'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** False on the server and in the first paint, so that what only the browser knows does not break hydration. */
export function useMounted(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
