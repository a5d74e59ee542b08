'use client';

import { use, useEffect, useState, useSyncExternalStore } from 'react';
import { KeptUploads } from './kept-uploads';
import type { Upload } from './upload';
import { HeldUploadsContext } from './uploads-holder';

const NONE: readonly Upload[] = Object.freeze([]);

/** The workspace's queue, with what a reload interrupted. `onSent`: the listing then holds another document. */
export function useUploads(slug: string, personId: string, onSent: () => void) {
  const held = use(HeldUploadsContext);
  if (!held) throw new Error('Uploads need their holder around the pages.');
  const [kept] = useState(() => {
    held.kept ??= new KeptUploads(slug, personId);
    return held.kept;
  });
  useEffect(() => kept.listen(onSent), [kept, onSent]);
  useEffect(() => kept.start(), [kept]);
  const { queue } = kept;
  const uploads = useSyncExternalStore(queue.subscribe, queue.snapshot, () => NONE);
  return { queue, uploads };
}
