'use client';

import { type RefCallback, useCallback, useState } from 'react';

interface Growing {
  /** How many of the list to draw. */
  shown: number;
  /** Goes on an element behind the last one that is drawn. */
  end: RefCallback<Element>;
}

/** A long list that is drawn a slice at a time: the next one when its end comes near what is seen. `least` are drawn in any case. */
export function useGrowing(all: number, slice: number, least = 0): Growing {
  const [wanted, setWanted] = useState(slice);
  const shown = Math.min(all, Math.max(wanted, least));
  // Looked at anew after each slice: the end may still be near.
  const end = useCallback<RefCallback<Element>>(
    (element) => {
      if (!element) return;
      const watch = new IntersectionObserver(
        (seen) => {
          if (seen.some(({ isIntersecting }) => isIntersecting)) setWanted(shown + slice);
        },
        { rootMargin: '600px' },
      );
      watch.observe(element);
      return () => watch.disconnect();
    },
    [shown, slice],
  );
  return { shown, end };
}
