import type { CitationView } from '@/lib/chat/schema';

const KEY_BYTES = 16;

/**
 * How the addresses of markers begin inside one drawn answer, whose renderer turns them into buttons. It is
 * drawn by lot where the answer is shown: whoever wrote the text does not know it, and cannot write a marker.
 */
export function newMarkerHref(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return `#${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}-`;
}

/** Keeps what stands before a marker from changing its meaning: `!` would make it an image. */
const JOINER = '\u2060';

/** The answer's markdown with a link `[n]`, its address `markerHref` and n, at the place of each citation. */
export function placeMarkers(
  text: string,
  citations: readonly CitationView[],
  markerHref: string,
): string {
  const ordered = [...citations].sort(
    (a, b) => a.textOffset - b.textOffset || a.ordinal - b.ordinal,
  );
  let marked = '';
  let from = 0;
  for (const { ordinal, textOffset } of ordered) {
    marked += text.slice(from, textOffset);
    from = Math.max(from, textOffset);
    if (/[!\]\\]$/.test(marked)) marked += JOINER;
    marked += `[${ordinal}](${markerHref}${ordinal})`;
  }
  return marked + text.slice(from);
}
