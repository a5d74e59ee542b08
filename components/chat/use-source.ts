'use client';

import { parseAsInteger, parseAsString, useQueryStates } from 'nuqs';
import { useCallback } from 'react';

/** A place in a document, as the address has it. */
export interface SourcePlace {
  documentId: string;
  start: number;
  end: number;
}

/** The source that is open beside the answer. It lives in the address, so that Back closes it. */
export function useSource(): {
  source: SourcePlace | undefined;
  open: (place: SourcePlace) => void;
  close: () => void;
} {
  const [query, setQuery] = useQueryStates(
    { doc: parseAsString, start: parseAsInteger, end: parseAsInteger },
    { history: 'push', scroll: false },
  );
  const open = useCallback(
    ({ documentId, start, end }: SourcePlace) => void setQuery({ doc: documentId, start, end }),
    [setQuery],
  );
  const close = useCallback(() => void setQuery(null), [setQuery]);
  const { doc, start, end } = query;
  return {
    source: doc ? { documentId: doc, start: start ?? -1, end: end ?? -1 } : undefined,
    open,
    close,
  };
}
