const GAP = 6;
const MARGIN = 8;

interface Sized {
  getBoundingClientRect(): { left: number; top: number; width: number; height: number };
}

/** Where a small box goes: above the other's middle, below it where there is no room, never out of the window. In pixels. */
export function placeTip(
  tip: Sized,
  over: Sized,
  window: { innerWidth: number } = globalThis.window,
): { left: string; top: string } {
  const box = tip.getBoundingClientRect();
  const at = over.getBoundingClientRect();
  const most = window.innerWidth - box.width - MARGIN;
  const left = Math.max(MARGIN, Math.min(most, at.left + (at.width - box.width) / 2));
  const above = at.top - box.height - GAP;
  const top = above >= MARGIN ? above : at.top + at.height + GAP;
  return { left: `${Math.round(left)}px`, top: `${Math.round(top)}px` };
}
