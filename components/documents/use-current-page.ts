'use client';

import { type RefObject, useCallback, useEffect, useState } from 'react';

/** How far below the region's upper edge a page counts as the one that is read. */
const READING_LINE = 0.3;

/** Which page of a scrolling region is read, by index, and a way to another one. */
export function useCurrentPage(
  region: RefObject<HTMLElement | null>,
  count: number,
): { current: number; goTo: (index: number) => void } {
  const [current, setCurrent] = useState(0);
  useEffect(() => {
    const box = region.current;
    if (!box || count < 2) return;
    const look = () => {
      const line = box.getBoundingClientRect().top + box.clientHeight * READING_LINE;
      const pages = [...box.querySelectorAll('[data-page]')];
      const below = pages.findIndex((page) => page.getBoundingClientRect().top > line);
      setCurrent(Math.max(0, (below === -1 ? pages.length : below) - 1));
    };
    look();
    box.addEventListener('scroll', look, { passive: true });
    return () => box.removeEventListener('scroll', look);
  }, [region, count]);
  const goTo = useCallback(
    (index: number) => {
      region.current?.querySelectorAll('[data-page]')[index]?.scrollIntoView({ block: 'start' });
      setCurrent(index);
    },
    [region],
  );
  return { current, goTo };
}
