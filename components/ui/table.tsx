import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

interface TableProps extends ComponentProps<'table'> {
  /** Names the region that scrolls sideways when the screen is narrower than the columns. */
  label: string;
  /** Drops the frame where the table already sits in a card. */
  bare?: boolean;
  /** Keeps the header in view: the region then scrolls vertically as well. */
  maxHeight?: string;
  /** Keeps the last column in view while the others scroll below it: where the figure is that the table is for. */
  keepLast?: boolean;
  children: ReactNode;
}

const KEPT = cn(
  '[&_tr>*:last-child]:sticky [&_tr>*:last-child]:right-0 [&_tr>*:last-child]:shadow-[inset_1px_0_0_var(--color-line)]',
  '[&_tbody_tr>*:last-child]:bg-surface [&_tfoot_tr>*:last-child]:bg-sunken [&_thead_tr>*:last-child]:bg-sunken',
);

export function Table({
  label,
  bare = false,
  maxHeight,
  keepLast = false,
  className,
  children,
  ...props
}: TableProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      style={maxHeight ? { maxHeight } : undefined}
      className={cn(
        'relative w-full overflow-auto focus-visible:outline-offset-[-2px]',
        !bare && 'rounded-lg border border-line bg-surface shadow-card',
      )}
    >
      <table
        {...props}
        className={cn('w-full border-collapse text-sm', keepLast && KEPT, className)}
      >
        {children}
      </table>
    </section>
  );
}

export function TableHeader({ className, ...props }: ComponentProps<'thead'>) {
  return <thead {...props} className={cn('sticky top-0 z-10 bg-sunken', className)} />;
}

export function TableBody({ className, ...props }: ComponentProps<'tbody'>) {
  return <tbody {...props} className={cn('[&>tr:last-child>*]:border-b-0', className)} />;
}

export function TableFooter({ className, ...props }: ComponentProps<'tfoot'>) {
  return (
    <tfoot
      {...props}
      className={cn('bg-sunken font-medium [&>tr>*]:border-t [&>tr>*]:border-b-0', className)}
    />
  );
}

export function TableRow({ className, ...props }: ComponentProps<'tr'>) {
  return <tr {...props} className={cn('transition-colors [tbody>&]:hover:bg-ink/3', className)} />;
}

interface CellProps {
  /** Numbers go right, and line up. */
  align?: 'left' | 'right';
}

export function TableHead({
  align,
  className,
  ...props
}: Omit<ComponentProps<'th'>, 'align'> & CellProps) {
  return (
    <th
      scope="col"
      {...props}
      className={cn(
        'h-9 whitespace-nowrap border-line border-b px-3.5 text-left font-medium text-ink-soft text-xs',
        align === 'right' && 'text-right',
        className,
      )}
    />
  );
}

export function TableCell({
  align,
  className,
  ...props
}: Omit<ComponentProps<'td'>, 'align'> & CellProps) {
  return (
    <td
      {...props}
      className={cn(
        'border-line border-b px-3.5 py-2.5 align-middle',
        align === 'right' && 'tabular whitespace-nowrap text-right',
        className,
      )}
    />
  );
}

export function TableCaption({ className, ...props }: ComponentProps<'caption'>) {
  return <caption {...props} className={cn('sr-only', className)} />;
}
