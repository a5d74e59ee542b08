/** The page of a document, at a passage of it when one is given. */
export function passageHref(
  slug: string,
  documentId: string,
  span?: { start: number; end: number },
): string {
  const path = `/t/${slug}/documents/${documentId}`;
  return span && span.start >= 0 && span.end > span.start
    ? `${path}?start=${span.start}&end=${span.end}`
    : path;
}
