import { Badge } from '@/components/ui/badge';
import type { TagView } from '@/lib/documents/tags/schema';

/** The tags of one document, by name. */
export function TagList({ ids, tags }: { ids: readonly string[]; tags: readonly TagView[] }) {
  const own = tags.filter(({ id }) => ids.includes(id));
  if (own.length === 0) return null;
  return (
    <ul aria-label="Tags" className="mt-1 flex flex-wrap gap-1">
      {own.map(({ id, name }) => (
        <li key={id} className="max-w-full">
          <Badge>{name}</Badge>
        </li>
      ))}
    </ul>
  );
}
