'use client';

import { parseAsString, useQueryState } from 'nuqs';

/** A message of the branch that is read, as the address has it; null for what was said last. */
export function useBranch(): [at: string | null, choose: (at: string | null) => void] {
  const [at, setAt] = useQueryState('at', parseAsString.withOptions({ scroll: false }));
  return [at, (next) => void setAt(next)];
}
