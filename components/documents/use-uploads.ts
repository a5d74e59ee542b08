'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { ErrorBody } from '@/lib/errors';
import { RefusedError } from './read-json';
import { uploadFile } from './upload-file';

export interface Upload {
  key: string;
  file: File;
  folderId: string | undefined;
  state: 'waiting' | 'sending' | 'sent' | 'known' | 'failed';
  /** From 0 to 1. */
  share: number;
  error: ErrorBody | undefined;
}

const PARALLEL = 4;

interface Uploads {
  uploads: readonly Upload[];
  add: (files: readonly File[], folderId: string | undefined) => void;
  refuse: (file: File, message: string) => void;
  retry: (key: string) => void;
  /** Stops one that is under way, forgets one that has ended. */
  drop: (key: string) => void;
  clear: () => void;
}

/** Sends files, four at a time; each success is told, since the listing then holds the document. */
export function useUploads(slug: string, onSent: () => void): Uploads {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const running = useRef(new Map<string, AbortController>());

  const change = useCallback((key: string, next: Partial<Upload>) => {
    setUploads((all) => all.map((each) => (each.key === key ? { ...each, ...next } : each)));
  }, []);

  useEffect(() => {
    const free = PARALLEL - running.current.size;
    const next = uploads.filter(
      (each) => each.state === 'waiting' && !running.current.has(each.key),
    );
    for (const { key, file, folderId } of next.slice(0, Math.max(0, free))) {
      const control = new AbortController();
      running.current.set(key, control);
      change(key, { state: 'sending', share: 0, error: undefined });
      uploadFile(slug, file, {
        folderId,
        signal: control.signal,
        onProgress: (share) => change(key, { share }),
      })
        .then(({ alreadyHere }) => {
          running.current.delete(key);
          change(key, { state: alreadyHere ? 'known' : 'sent', share: 1 });
          onSent();
        })
        .catch((error: unknown) => {
          running.current.delete(key);
          const body = error instanceof RefusedError ? error.body : undefined;
          change(key, { state: 'failed', error: body });
        });
    }
  }, [uploads, slug, change, onSent]);

  useEffect(() => {
    const controls = running.current;
    return () => {
      for (const control of controls.values()) control.abort();
    };
  }, []);

  return {
    uploads,
    add: useCallback((files, folderId) => {
      const fresh = files.map((file) => newUpload(file, { folderId }));
      setUploads((all) => [...all, ...fresh]);
    }, []),
    refuse: useCallback((file, message) => {
      const error: ErrorBody = { code: 'invalid_input', message };
      setUploads((all) => [...all, newUpload(file, { state: 'failed', error })]);
    }, []),
    retry: useCallback((key) => change(key, { state: 'waiting', error: undefined }), [change]),
    drop: useCallback((key) => {
      running.current.get(key)?.abort();
      setUploads((all) => all.filter((each) => each.key !== key));
    }, []),
    clear: useCallback(
      () =>
        setUploads((all) =>
          all.filter((each) => each.state === 'waiting' || each.state === 'sending'),
        ),
      [],
    ),
  };
}

function newUpload(file: File, given: Partial<Upload>): Upload {
  return {
    key: crypto.randomUUID(),
    file,
    folderId: undefined,
    state: 'waiting',
    share: 0,
    error: undefined,
    ...given,
  };
}
