'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

const EVERY_MS = 2_000;

/** Reads the page again while an operation is shown and looked at. */
export function WatchOperations() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      // A refresh can take a dialog away with its button, and with it what was just confirmed there.
      const asked = document.querySelector('[role=alertdialog], [role=dialog]');
      if (document.visibilityState === 'visible' && !asked) router.refresh();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
