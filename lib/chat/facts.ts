/** Longest question in characters; a longer one is refused, never cut. */
export const QUESTION_LIMIT = 8_000;
export const TITLE_LIMIT = 120;

/** Of a refusal: where the refused question stands. */
export const CONVERSATION_HEADER = 'x-conversation-id';

/** Conversations that a page of their listing holds. */
export const CONVERSATIONS_SHOWN = 200;
