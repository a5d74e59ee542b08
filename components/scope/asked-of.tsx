import { Filter } from 'lucide-react';
import type { ScopeView } from '@/lib/scope/schema';

/** Under a question: what it was asked of, when that was not everything. */
export function AskedOf({ scope }: { scope: ScopeView | undefined }) {
  if (!scope) return null;
  return (
    <p className="mt-1 flex items-center justify-end gap-1.5 text-ink-faint text-xs">
      <Filter aria-hidden className="size-3 shrink-0" />
      <span className="truncate">Asked of {scopeWords(scope)}</span>
    </p>
  );
}

export function scopeWords(scope: ScopeView): string {
  if ('folder' in scope)
    return scope.folder.name === undefined
      ? 'a folder that is no longer available'
      : `the folder “${scope.folder.name}”`;
  const [first, ...others] = scope.documents;
  const known = scope.documents.flatMap(({ name }) => name ?? []);
  if (others.length === 0) return first?.name ? `“${first.name}”` : 'a document that is gone';
  const gone = scope.documents.length - known.length;
  return `${scope.documents.length} documents${gone > 0 ? `, ${gone} no longer available` : ''}`;
}
