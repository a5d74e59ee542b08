'use client';

import { useEffect } from 'react';

const EVERY_MS = 5 * 60_000;

/**
 * Asks for the session now and then: that request alone can bring the browser the next token, since
 * pages and streams cannot set cookies. A session that is over shows on the next click.
 */
export function SessionKeeper() {
  useEffect(() => {
    // A page that is left must not lose the answer with the new cookie; an unread one stays open.
    const keep = () =>
      void fetch('/api/auth/session', { keepalive: true })
        .then((response) => response.text())
        .catch(() => {});
    const keepWhenSeen = () => document.visibilityState === 'visible' && keep();
    keep();
    const timer = setInterval(keep, EVERY_MS);
    document.addEventListener('visibilitychange', keepWhenSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', keepWhenSeen);
    };
  }, []);
  return null;
}
