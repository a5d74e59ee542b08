'use client';

import { parseAsString, useQueryState } from 'nuqs';
import { useCallback, useMemo, useState } from 'react';
import {
  parseScopeParam,
  type Scope,
  type ScopeView,
  scopeOf,
  scopeParam,
} from '@/lib/scope/facts';

export interface ChosenScope {
  scope: Scope | undefined;
  choose: (scope: Scope | undefined) => void;
  /** Tells what the latest question of a conversation was asked of. */
  remember: (conversationId: string, scope: ScopeView | undefined) => void;
}

/** What the next question is asked of: what the address says, or what the conversation's latest question was asked of. */
export function useScope(conversationId: string | undefined): ChosenScope {
  const [param, setParam] = useQueryState('scope', parseAsString.withOptions({ scroll: false }));
  const [kept, setKept] = useState<ReadonlyMap<string, ScopeView | undefined>>(new Map());
  const remember = useCallback<ChosenScope['remember']>(
    (id, view) => setKept((all) => (all.get(id) === view ? all : new Map(all).set(id, view))),
    [],
  );
  const choose = useCallback(
    (scope: Scope | undefined) => void setParam(scopeParam(scope)),
    [setParam],
  );
  const before = conversationId === undefined ? undefined : kept.get(conversationId);
  const scope = useMemo(() => {
    const asked = param === null ? undefined : parseScopeParam(param);
    return asked ? asked.scope : before && scopeOf(before);
  }, [param, before]);
  return { scope, choose, remember };
}
