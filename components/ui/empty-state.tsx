import type { ReactNode } from 'react';
import { cn } from './cn';

interface EmptyStateProps {
  icon?: ReactNode;
  title: ReactNode;
  /** Why it is empty and what would fill it. */
  text?: ReactNode;
  /** The one next step. */
  action?: ReactNode;
  /** Inside a card there is no need for a frame of its own. */
  bare?: boolean;
  className?: string;
}

export function EmptyState({
  icon,
  title,
  text,
  action,
  bare = false,
  className,
}: EmptyStateProps) {
  return (
    <div
      className={cn(
        'flex flex-col items-center px-6 py-12 text-center',
        !bare && 'rounded-lg border border-line-firm border-dashed bg-surface',
        className,
      )}
    >
      {icon && (
        <div
          aria-hidden
          className="mb-4 flex size-11 items-center justify-center rounded-lg bg-accent-soft text-accent-text [&_svg]:size-5"
        >
          {icon}
        </div>
      )}
      <p className="font-semibold text-[0.9375rem]">{title}</p>
      {text && (
        <p className="mt-1 max-w-md text-pretty text-ink-soft text-sm leading-relaxed">{text}</p>
      )}
      {action && <div className="mt-5">{action}</div>}
    </div>
  );
}
