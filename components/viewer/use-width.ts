'use client';

import { type RefObject, useEffect, useState } from 'react';

/** The inner width of an element in CSS pixels, whole steps of eight; 0 before it is known. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const box = element.current;
    if (!box) return;
    // Steps, so that a window that is dragged does not draw every page at every pixel.
    const measure = () => setWidth(Math.floor(box.clientWidth / 8) * 8);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
