'use client';

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** What is being written, kept in this browser for each person and conversation until it is sent. */
export function useDraft(
  key: string,
  field: RefObject<HTMLTextAreaElement | null>,
): [string, (text: string) => void] {
  const [draft, setDraft] = useState('');
  const begun = useRef(false);
  useEffect(() => {
    // What was typed before the page came alive is in the field alone.
    const typed = begun.current ? '' : (field.current?.value ?? '');
    begun.current = true;
    if (typed !== '') write(key, typed);
    setDraft(read(key) || typed);
  }, [key, field]);
  const change = useCallback(
    (text: string) => {
      setDraft(text);
      write(key, text);
    },
    [key],
  );
  return [draft, change];
}

/** A browser may forbid storage; then the draft lives as long as the page. */
function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function write(key: string, text: string): void {
  try {
    if (text === '') localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {}
}
