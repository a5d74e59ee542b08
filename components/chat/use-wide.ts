'use client';

import { useMedia } from '@/components/ui/use-media';

/** Whether there is room for a pane beside the answer. */
export function useWide(): boolean {
  return useMedia('(width >= 64rem)') ?? true;
}
