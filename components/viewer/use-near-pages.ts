'use client';

import { type RefObject, useEffect, useState } from 'react';

/** The numbers of the pages in sight or a screen away from it; those alone are drawn. */
export function useNearPages(
  region: RefObject<HTMLElement | null>,
  count: number,
): ReadonlySet<number> {
  const [near, setNear] = useState<ReadonlySet<number>>(new Set());
  useEffect(() => {
    const box = region.current;
    if (!box || count === 0) return;
    const seen = new Set<number>();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const number = Number((target as HTMLElement).dataset.page);
          if (isIntersecting) seen.add(number);
          else seen.delete(number);
        }
        setNear(new Set(seen));
      },
      { root: box, rootMargin: '100% 0px' },
    );
    for (const page of box.querySelectorAll('[data-page]')) observer.observe(page);
    return () => observer.disconnect();
  }, [region, count]);
  return near;
}
