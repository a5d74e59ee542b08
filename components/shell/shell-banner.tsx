import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { softTone, type Tone } from '@/components/ui/tone';

/** One line across the top of every page. */
export function ShellBanner({
  tone = 'info',
  label = 'Notice',
  icon,
  action,
  children,
}: {
  tone?: Tone;
  /** Tells it from others of the page. */
  label?: string;
  icon?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <aside
      aria-label={label}
      className={cn(
        'flex shrink-0 flex-wrap items-center gap-x-2.5 gap-y-1 border-line border-b px-4 py-2 text-[0.8125rem] sm:px-6 lg:px-8 [&_svg]:size-4 [&_svg]:shrink-0',
        softTone[tone],
      )}
    >
      {icon}
      <p className="min-w-0 flex-1">{children}</p>
      {action}
    </aside>
  );
}
