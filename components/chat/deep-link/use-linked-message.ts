'use client';

import { useEffect, useRef } from 'react';
import type { Turn } from '../merge-turns';

/** How long it is marked, in milliseconds. */
const MARKED_MS = 2_500;

/**
 * Goes to the message that the address names, marks it for a moment and gives it the focus: when the page opens, and when
 * the address changes, once it is among those that are shown.
 */
export function useLinkedMessage(shown: readonly Turn[]): void {
  const gone = useRef('');
  useEffect(() => {
    const go = () => {
      const { hash } = window.location;
      if (!hash || gone.current === hash) return;
      const id = hash.slice(1);
      const drawn = shown.some((turn) => turn.id === id || turn.answer?.messageId === id);
      const message = drawn && document.getElementById(id);
      if (!message) return;
      gone.current = hash;
      // After whatever else wants to scroll when the page opens.
      requestAnimationFrame(() => {
        message.scrollIntoView({ block: 'start' });
        message.focus({ preventScroll: true });
        message.dataset.linked = '';
        setTimeout(() => delete message.dataset.linked, MARKED_MS);
      });
    };
    const changed = () => {
      gone.current = '';
      go();
    };
    go();
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, [shown]);
}
