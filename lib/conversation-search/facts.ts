/** Characters that can be searched for. */
export const SEARCH_LIMIT = 200;

/** Conversations that a search finds at most: the newest ones. */
export const MOST_HITS = 30;
