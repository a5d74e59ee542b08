import { ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { EmptyState } from './empty-state';

interface Entry {
  id: string;
  title: ReactNode;
  note: ReactNode;
  /** Below the note, of any form. */
  below?: ReactNode;
  /** At the right, below where there is no room. */
  aside: ReactNode;
}

interface EntryListProps {
  entries: readonly Entry[];
  /** What it means that nothing was found. */
  none: { title: string; text: string };
}

/** What was found wrong, an entry below the other, inside a card; nothing found is good news. */
export function EntryList({ entries, none }: EntryListProps) {
  if (entries.length === 0) return <EmptyState bare icon={<ShieldCheck aria-hidden />} {...none} />;
  return (
    <ul className="divide-y divide-line">
      {entries.map(({ id, title, note, below, aside }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
          <div className="min-w-0 flex-1 basis-64">
            <p className="break-words font-medium text-sm">{title}</p>
            <p className="text-[0.8125rem] text-ink-faint">{note}</p>
            {below}
          </div>
          {aside}
        </li>
      ))}
    </ul>
  );
}
