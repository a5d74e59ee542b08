/** What the books and the ledger call the built-in encoder; other embedding models are never free. */
export const EMBEDDING_MODEL = 'use-lite-en-1';
