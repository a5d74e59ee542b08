'use client';

import { useCallback, useState } from 'react';

const loaded = new Map<() => Promise<unknown>, unknown>();

/**
 * Code that is not needed until somebody is near what it is for. `load` belongs to a module, so that what came once is
 * there for everybody. A load that failed begins again with the next call of what is returned second.
 */
export function useLate<Parts>(load: () => Promise<Parts>): [Parts | undefined, near: () => void] {
  const [parts, setParts] = useState<Parts>();
  const near = useCallback(() => {
    const known = loaded.get(load) as Parts | undefined;
    if (known) return setParts(known);
    load().then(
      (came) => {
        loaded.set(load, came);
        setParts(came);
      },
      () => undefined,
    );
  }, [load]);
  return [parts, near];
}
