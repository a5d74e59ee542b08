import type { ReactNode } from 'react';
import { Breadcrumb, type Crumb } from './breadcrumb';

interface PageHeaderProps {
  title: ReactNode;
  description?: ReactNode;
  breadcrumb?: readonly Crumb[];
  /** Badges beside the title. */
  meta?: ReactNode;
  /** Buttons and filters on the right; below the title at small widths. */
  actions?: ReactNode;
}

/** Holds the page's only h1. */
export function PageHeader({ title, description, breadcrumb, meta, actions }: PageHeaderProps) {
  return (
    <header className="mb-6 space-y-2">
      {breadcrumb && <Breadcrumb items={breadcrumb} />}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 max-w-full space-y-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="break-words font-semibold text-[1.375rem] leading-tight tracking-tight">
              {title}
            </h1>
            {meta}
          </div>
          {description && (
            <p className="max-w-2xl text-pretty text-ink-soft text-sm leading-relaxed">
              {description}
            </p>
          )}
        </div>
        {actions && <div className="flex max-w-full flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}
