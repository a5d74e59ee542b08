'use client';

import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Pixels from the end that still count as being there. */
const NEAR = 64;

/**
 * Keeps a growing region at its end while its reader is there, and jumps there for each new last key.
 * `away`: the reader scrolled up.
 */
export function useStickToEnd(lastKey: string | undefined): {
  region: RefObject<HTMLElement | null>;
  content: RefObject<HTMLDivElement | null>;
  away: boolean;
  toEnd: () => void;
} {
  const region = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const sticking = useRef(true);
  const [away, setAway] = useState(false);

  const toEnd = useCallback(() => {
    sticking.current = true;
    if (region.current) region.current.scrollTop = region.current.scrollHeight;
  }, []);

  useLayoutEffect(() => {
    if (lastKey !== undefined) toEnd();
  }, [lastKey, toEnd]);

  useEffect(() => {
    const box = region.current;
    const inner = content.current;
    if (!box || !inner) return;
    const onScroll = () => {
      const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
      sticking.current = near;
      setAway(!near);
    };
    const observer = new ResizeObserver(() => {
      if (sticking.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(inner);
    observer.observe(box);
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener('scroll', onScroll);
    };
  }, []);
  return { region, content, away, toEnd };
}
