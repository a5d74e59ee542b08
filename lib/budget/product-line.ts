const LINES: Readonly<Record<string, string>> = {
  messages: 'api',
  answers: 'api',
  ingest: 'documents',
  reindex: 'documents',
};

/** What the feature is sold as: the assistant, unless it is another line's. */
export function productLineOf(feature: string): string {
  return LINES[feature] ?? 'assistant';
}
