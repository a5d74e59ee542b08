'use client';

import { useEffect } from 'react';
import { isPlainKey } from '@/components/ui/plain-key';

/** Marks the field that the key goes to. */
export const SEARCH_FIELD = { 'data-conversation-search': '' };

/** "/" goes to the search field in sight; `onHidden` is called where none is. */
export function useSearchKey(onHidden: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainKey(event, '/')) return;
      event.preventDefault();
      if (focusField()) return;
      onHidden();
      // Behind what the drawer itself does with the focus when it opens.
      requestAnimationFrame(() => requestAnimationFrame(focusField));
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onHidden]);
}

/** Whether one is in sight. */
function focusField(): boolean {
  const fields = document.querySelectorAll<HTMLInputElement>('[data-conversation-search]');
  const field = [...fields].find((each) => each.getClientRects().length > 0);
  field?.focus();
  return field !== undefined;
}
