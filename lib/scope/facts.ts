/** Documents that can be chosen for one question. */
export const SCOPE_DOCUMENTS = 50;

/** What a question is asked of; without one, of everything that the person may read. */
export type Scope = { folderId: string } | { documentIds: string[] };

/** A name is absent where what it names was removed, or may no longer be read. */
export type ScopeView =
  | { folder: { id: string; name?: string } }
  | { documents: { id: string; name?: string }[] };

export function scopeOf(view: ScopeView): Scope {
  return 'folder' in view
    ? { folderId: view.folder.id }
    : { documentIds: view.documents.map(({ id }) => id) };
}

export function sameScope(one: Scope | undefined, other: Scope | undefined): boolean {
  return scopeParam(one) === scopeParam(other);
}

/** How an address names it: `folder:<id>`, `documents:<id>,<id>`, or `all`. */
export function scopeParam(scope: Scope | undefined): string {
  if (!scope) return 'all';
  return 'folderId' in scope
    ? `folder:${scope.folderId}`
    : `documents:${[...scope.documentIds].sort().join(',')}`;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Undefined for what names no scope; `all` is one without limits. */
export function parseScopeParam(value: string): { scope: Scope | undefined } | undefined {
  if (value === 'all') return { scope: undefined };
  const [kind, named = ''] = value.split(':');
  const ids = kind === 'folder' ? [named] : [...new Set(named.split(','))];
  if (ids.length > SCOPE_DOCUMENTS || !ids.every((id) => ID.test(id))) return undefined;
  if (kind === 'folder') return { scope: { folderId: named } };
  return kind === 'documents' ? { scope: { documentIds: ids } } : undefined;
}
