import type { CitationView } from '@/lib/chat/schema';

/** Address of a marker inside the answer's markdown; the renderer turns it into a button. */
export const MARKER_HREF = '#source-';

/** Keeps what stands before a marker from changing its meaning: `!` would make it an image. */
const JOINER = '\u2060';

/** The answer's markdown with a link `[n](#source-n)` at the place of each citation. */
export function placeMarkers(text: string, citations: readonly CitationView[]): string {
  const ordered = [...citations].sort(
    (a, b) => a.textOffset - b.textOffset || a.ordinal - b.ordinal,
  );
  let marked = '';
  let from = 0;
  for (const { ordinal, textOffset } of ordered) {
    marked += text.slice(from, textOffset);
    from = Math.max(from, textOffset);
    if (/[!\]\\]$/.test(marked)) marked += JOINER;
    marked += `[${ordinal}](${MARKER_HREF}${ordinal})`;
  }
  return marked + text.slice(from);
}
