import Link from 'next/link';
import { cn } from './cn';

export interface Segment {
  label: string;
  /** The whole address with this choice in it, other filters kept. */
  href: string;
  active: boolean;
}

/** One choice of a few, each a link: the choice lives in the URL. */
export function SegmentedControl({
  label,
  items,
  className,
}: {
  label: string;
  items: readonly Segment[];
  className?: string;
}) {
  return (
    <nav
      aria-label={label}
      className={cn(
        'inline-flex max-w-full overflow-x-auto rounded-md border border-line bg-sunken p-0.5',
        className,
      )}
    >
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          scroll={false}
          aria-current={item.active ? 'true' : undefined}
          className={cn(
            'inline-flex h-7 items-center whitespace-nowrap rounded-sm px-2.5 font-medium text-[0.8125rem] text-ink-soft transition-colors hover:text-ink focus-visible:outline-offset-[-2px] touch:h-10 touch:px-3',
            item.active && 'bg-surface text-ink shadow-card dark:bg-line-firm',
          )}
        >
          {item.label}
        </Link>
      ))}
    </nav>
  );
}
