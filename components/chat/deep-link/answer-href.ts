/** The address of one message: its branch, and the place on the page. */
export function answerHref(place: {
  slug: string;
  conversationId: string;
  messageId: string;
}): string {
  const { slug, conversationId, messageId } = place;
  return `/t/${slug}/c/${conversationId}?at=${messageId}#${messageId}`;
}
