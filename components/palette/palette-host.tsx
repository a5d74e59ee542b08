'use client';

import { Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Kbd } from '@/components/ui/kbd';
import { isPlainKey } from '@/components/ui/plain-key';
import type { PaletteFacts } from './palette-facts';

const loadPalette = () => import('./command-palette');
const CommandPalette = lazy(loadPalette);
const ShortcutSheet = lazy(() => import('./shortcut-sheet'));

/** The keys that open the palette and the sheet of shortcuts, wherever one is. What they open is loaded then. */
export function PaletteHost(facts: PaletteFacts) {
  const [open, setOpen] = useState<'palette' | 'shortcuts'>();
  const before = useRef<Element>(null);
  useEffect(() => {
    const remember = () => {
      // From the palette to the list of keys, it is still what had the focus before both.
      if (!document.activeElement?.closest('[role="dialog"]'))
        before.current = document.activeElement;
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const palette = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (palette && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        remember();
        setOpen((shown) => (shown === 'palette' ? undefined : 'palette'));
      } else if (isPlainKey(event, '?')) {
        event.preventDefault();
        remember();
        setOpen('shortcuts');
      }
    };
    const onAsked = () => {
      remember();
      setOpen('palette');
    };
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener(ASKED, onAsked);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener(ASKED, onAsked);
    };
  }, []);
  const close = () => setOpen(undefined);
  const giveBack = () => {
    if (before.current instanceof HTMLElement) before.current.focus();
  };
  return (
    <Suspense>
      {open === 'palette' && (
        <CommandPalette
          {...facts}
          onClose={close}
          onReturn={giveBack}
          onShortcuts={() => setOpen('shortcuts')}
        />
      )}
      {open === 'shortcuts' && (
        <ShortcutSheet places={facts.shortcuts} onClose={close} onReturn={giveBack} />
      )}
    </Suspense>
  );
}

/** The palette is opened from more than one place of the frame, which has one. */
const ASKED = 'tenantry:palette';

export function PaletteButton({ compact = false }: { compact?: boolean }) {
  const warm = () => void loadPalette();
  const ask = () => window.dispatchEvent(new Event(ASKED));
  if (compact)
    return (
      <button
        type="button"
        aria-label="Search or go to"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={ask}
        onFocus={warm}
        className="inline-flex size-9 items-center justify-center rounded-md text-ink-soft hover:bg-ink/5 touch:size-11"
      >
        <Search aria-hidden className="size-5" />
      </button>
    );
  return (
    <button
      type="button"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={ask}
      onFocus={warm}
      onPointerEnter={warm}
      className="flex h-8 w-full items-center gap-2 rounded-md border border-line-firm bg-surface px-2.5 text-[0.8125rem] text-ink-soft hover:bg-ink/3 touch:min-h-11"
    >
      <Search aria-hidden className="size-4 shrink-0 text-ink-faint" />
      <span className="flex-1 truncate text-left">Search or go to</span>
      <Kbd>Ctrl K</Kbd>
    </button>
  );
}
