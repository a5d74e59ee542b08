'use client';

import { useEffect } from 'react';

/** Whatever is open above the page has the key for itself, and whatever stands beside it or is being named. */
const ABOVE = '[role="dialog"],[role="alertdialog"],[role="menu"],[role="listbox"]';
const BESIDE = 'aside,input';

/** Calls while `active` when Escape is pressed and nobody else wanted it. */
export function useEscape(active: boolean, onEscape: () => void): void {
  useEffect(() => {
    if (!active) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      const beside = event.target instanceof Element && event.target.closest(BESIDE);
      if (!beside && !document.querySelector(ABOVE)) onEscape();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [active, onEscape]);
}
