const SWITCH = 'tenantry.single-keys';

/**
 * Whether the event is the shortcut of one key alone, such as "/" or "?": not while somebody types or a dialog
 * is open, and never for readers who switched such keys off, since speech input and slips press them too.
 */
export function isPlainKey(event: KeyboardEvent, key: string): boolean {
  if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.defaultPrevented || !singleKeysOn()) return false;
  const { target } = event;
  return !(
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, [role="dialog"]') !== null)
  );
}

export function singleKeysOn(): boolean {
  try {
    return localStorage.getItem(SWITCH) !== 'off';
  } catch {
    return true;
  }
}

/** Kept in this browser. */
export function switchSingleKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(SWITCH);
    else localStorage.setItem(SWITCH, 'off');
  } catch {
    // A browser that keeps nothing starts with them on again.
  }
}
