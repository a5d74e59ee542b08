import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

interface CardProps extends Omit<ComponentProps<'section'>, 'title'> {
  title?: ReactNode;
  description?: ReactNode;
  /** Buttons or links on the right of the title. */
  actions?: ReactNode;
  footer?: ReactNode;
  /** No padding around the content: for tables and lists that reach the edges. */
  flush?: boolean;
  /** Heading level of the title, to keep the page's outline whole. */
  level?: 2 | 3;
}

export function Card({
  title,
  description,
  actions,
  footer,
  flush = false,
  level = 2,
  className,
  children,
  ...props
}: CardProps) {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section
      {...props}
      className={cn(
        'flex min-w-0 flex-col overflow-clip rounded-lg border border-line bg-surface shadow-card',
        className,
      )}
    >
      {(title || actions) && (
        <header
          className={cn(
            'flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-5 pt-4',
            flush ? 'border-line border-b pb-4' : 'pb-1',
          )}
        >
          <div className="min-w-0 max-w-2xl space-y-0.5">
            {title && (
              <Heading className="font-semibold text-[0.9375rem] leading-snug">{title}</Heading>
            )}
            {description && (
              <p className="text-[0.8125rem] text-ink-faint leading-snug">{description}</p>
            )}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={cn('min-w-0 flex-1', !flush && 'px-5 py-4')}>{children}</div>
      {footer && (
        <footer className="border-line border-t bg-sunken px-5 py-3 text-[0.8125rem] text-ink-soft">
          {footer}
        </footer>
      )}
    </section>
  );
}
