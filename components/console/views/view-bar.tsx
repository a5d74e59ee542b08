import { Bookmark } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import type { ConsoleView, ViewPath } from '@/lib/console/views/schema';
import { RemoveViewButton } from './remove-view-button';
import { SaveViewDialog } from './save-view-dialog';

/** Saved addresses of this page, and a way to save the one in force. `query` is its own, without the question mark. */
export function ViewBar({
  views,
  path,
  query,
}: {
  views: readonly ConsoleView[];
  path: ViewPath;
  query: string;
}) {
  return (
    <nav aria-label="Saved views" className="mb-4 flex flex-wrap items-center gap-2">
      {views.map((view) => (
        <span
          key={view.id}
          className="inline-flex max-w-full items-center gap-1 rounded-md border border-line bg-surface py-0.5 pr-1 pl-2.5 text-[0.8125rem]"
        >
          <Bookmark aria-hidden className="size-3.5 shrink-0 text-ink-faint" />
          <Link href={view.href} className="truncate hover:text-accent-text hover:underline">
            {view.name}
          </Link>
          {view.by !== null && <span className="text-ink-faint text-xs">by {view.by}</span>}
          {view.by === null && view.shared && <Badge>Shared</Badge>}
          {view.by === null && <RemoveViewButton id={view.id} name={view.name} />}
        </span>
      ))}
      <SaveViewDialog path={path} query={query} />
    </nav>
  );
}
