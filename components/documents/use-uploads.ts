'use client';

import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { uploadFile } from './upload-file';
import { uploadMemory } from './upload-memory';
import { type Upload, UploadQueue } from './upload-queue';

const NONE: readonly Upload[] = Object.freeze([]);

/** The queue of this page, with what a reload interrupted. `onSent`: the listing then holds another document. */
export function useUploads(slug: string, personId: string, onSent: () => void) {
  const told = useRef(onSent);
  told.current = onSent;
  const [{ queue, memory }] = useState(() => {
    const kept = uploadMemory(`${slug} ${personId}`);
    const made = new UploadQueue(slug, {
      send: uploadFile,
      memory: kept,
      onSent: () => told.current(),
    });
    return { queue: made, memory: kept };
  });
  useEffect(() => {
    let left = false;
    let release = () => {};
    const restore = async () => {
      const uploads = await memory.load();
      if (!left) queue.restore(uploads);
    };
    // One page at a time goes on with what was kept, as long as it is open.
    const whileOpen = new Promise<void>((resolve) => {
      release = resolve;
    });
    if (navigator.locks)
      void navigator.locks.request(`uploads ${slug}`, { ifAvailable: true }, async (lock) => {
        if (!lock || left) return;
        await restore();
        await whileOpen;
      });
    else void restore();
    return () => {
      left = true;
      release();
      queue.stop();
    };
  }, [queue, memory, slug]);
  const uploads = useSyncExternalStore(queue.subscribe, queue.snapshot, () => NONE);
  return { queue, uploads };
}
