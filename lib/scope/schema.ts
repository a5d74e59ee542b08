import { z } from 'zod';

/** Documents that can be chosen for one question. */
export const SCOPE_DOCUMENTS = 50;

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** What a question is asked of; without one, of everything that the person may read. */
export const scopeSchema = z.union([
  z.strictObject({ folderId: id }),
  z.strictObject({
    documentIds: z
      .array(id)
      .min(1)
      .max(SCOPE_DOCUMENTS, `At most ${SCOPE_DOCUMENTS} documents can be chosen.`)
      .transform((ids) => [...new Set(ids)]),
  }),
]);
export type Scope = z.infer<typeof scopeSchema>;

/** A name is absent where what it names was removed, or may no longer be read. */
export type ScopeView =
  | { folder: { id: string; name?: string } }
  | { documents: { id: string; name?: string }[] };

export function scopeOf(view: ScopeView): Scope {
  return 'folder' in view
    ? { folderId: view.folder.id }
    : { documentIds: view.documents.map(({ id: documentId }) => documentId) };
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

/** Undefined for what names no scope; `all` is one without limits. */
export function parseScopeParam(value: string): { scope: Scope | undefined } | undefined {
  if (value === 'all') return { scope: undefined };
  const [kind, ids = ''] = value.split(':');
  const wanted = kind === 'folder' ? { folderId: ids } : { documentIds: ids.split(',') };
  const parsed = kind === 'folder' || kind === 'documents' ? scopeSchema.safeParse(wanted) : null;
  return parsed?.success ? { scope: parsed.data } : undefined;
}
