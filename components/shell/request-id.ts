'use client';

import { useEffect, useState } from 'react';

/**
 * The id of the request that brought the page at this address, or its latest part: an error boundary knows
 * what failed, not for which request. The server tells it in Server-Timing. Undefined without `failed`, and
 * where a browser keeps timings to itself, as over plain HTTP.
 */
export function useRequestId(failed: string | undefined): string | undefined {
  const [id, setId] = useState<string>();
  useEffect(() => {
    if (!failed) return;
    const look = () => setId(latestId(window.location.pathname));
    look();
    // What failed is shown before its response has ended, and only then has it timings.
    const observer = new PerformanceObserver(look);
    observer.observe({ entryTypes: ['navigation', 'resource'] });
    return () => observer.disconnect();
  }, [failed]);
  return id;
}

function latestId(path: string): string | undefined {
  return [
    ...performance.getEntriesByType('navigation'),
    ...performance.getEntriesByType('resource'),
  ]
    .filter((entry): entry is PerformanceResourceTiming => 'serverTiming' in entry)
    .filter(({ name }) => new URL(name, window.location.href).pathname === path)
    .sort((a, b) => b.startTime - a.startTime)
    .map(({ serverTiming }) => serverTiming.find(({ name }) => name === 'request')?.description)
    .find((id) => id !== undefined && id !== '');
}

/** A page that asks each second fills the browser's list of timings, which then takes no more. */
export function useFreshTimings(): void {
  useEffect(() => {
    const clear = () => performance.clearResourceTimings();
    performance.addEventListener('resourcetimingbufferfull', clear);
    return () => performance.removeEventListener('resourcetimingbufferfull', clear);
  }, []);
}
