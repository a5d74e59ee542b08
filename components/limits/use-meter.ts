'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { readJson } from '@/components/documents/read-json';
import type { MeterView } from '@/lib/usage/meter/schema';

/** What the page loads first goes first. */
const FIRST_MS = 2_000;
const SOON_MS = 1_000;

/** What the person still may ask, asked again while the page is looked at; `meterKey` names it for who wants it sooner. */
export function useMeter(slug: string, everyMs: number): MeterView | undefined {
  const { data } = useQuery({
    queryKey: meterKey(slug),
    queryFn: () => readJson<MeterView>(`/api/t/${slug}/limits`),
    refetchInterval: everyMs,
    refetchOnWindowFocus: true,
  });
  useSooner(slug, data?.policyVersion);
  return data;
}

/** Hears of other limits at once. One tab waits at a time, since a browser opens few connections: the one that is looked at. */
function useSooner(slug: string, version: number | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (version === undefined) return;
    let asking: AbortController | undefined;
    const ask = async () => {
      while (document.visibilityState === 'visible' && !asking) {
        asking = new AbortController();
        const heard = await hasChanged(slug, version, asking.signal);
        asking = undefined;
        if (heard === 'gone') return;
        if (heard) return client.invalidateQueries({ queryKey: meterKey(slug) });
      }
    };
    const look = () => {
      if (document.visibilityState === 'visible') void ask();
      else asking?.abort();
    };
    const begin = setTimeout(look, FIRST_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(begin);
      document.removeEventListener('visibilitychange', look);
      asking?.abort();
    };
  }, [client, slug, version]);
}

/** `gone`: nobody waits any more, or nothing can be heard now and the clock has to do. */
async function hasChanged(
  slug: string,
  version: number,
  signal: AbortSignal,
): Promise<boolean | 'gone'> {
  const from = performance.now();
  try {
    const response = await fetch(`/api/t/${slug}/limits/changes?version=${version}`, { signal });
    if (!response.ok) return 'gone';
    const { changed } = (await response.json()) as { changed: boolean };
    // Answered at once without news: too many wait.
    return changed || (performance.now() - from < SOON_MS ? 'gone' : false);
  } catch {
    return 'gone';
  }
}

export function meterKey(slug: string): readonly string[] {
  return ['limits', slug];
}
