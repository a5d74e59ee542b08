'use client';

import { useQuery } from '@tanstack/react-query';
import { readJson } from '@/components/documents/read-json';
import type { MeterView } from '@/lib/usage/meter/schema';

/** What the person still may ask, asked again while the page is looked at; `meterKey` names it for who wants it sooner. */
export function useMeter(slug: string, everyMs: number): MeterView | undefined {
  return useQuery({
    queryKey: meterKey(slug),
    queryFn: () => readJson<MeterView>(`/api/t/${slug}/limits`),
    refetchInterval: everyMs,
    refetchOnWindowFocus: true,
  }).data;
}

export function meterKey(slug: string): readonly string[] {
  return ['limits', slug];
}
