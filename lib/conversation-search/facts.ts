/** Characters that can be searched for. */
export const SEARCH_LIMIT = 200;
