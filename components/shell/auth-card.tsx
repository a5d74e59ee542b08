import type { ReactNode } from 'react';
import { ThemeToggle } from '@/components/ui/theme-toggle';
import { BrandMark } from './brand';
import { SkipLink } from './skip-link';

interface AuthCardProps {
  title: ReactNode;
  description?: ReactNode;
  /** Below the card: help, other ways in. */
  footer?: ReactNode;
  children: ReactNode;
}

/** Frame of the pages before sign-in. */
export function AuthCard({ title, description, footer, children }: AuthCardProps) {
  return (
    <div className="relative flex min-h-dvh flex-col bg-canvas">
      <SkipLink />
      <div aria-hidden className="lanes pointer-events-none absolute inset-x-0 top-0 h-[28rem]" />
      <header className="relative flex items-center justify-between px-4 py-4 sm:px-8">
        <span className="inline-flex items-center gap-2.5 font-semibold tracking-tight">
          <BrandMark className="size-7" /> Tenantry
        </span>
        <ThemeToggle />
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="relative flex flex-1 flex-col items-center px-4 pt-[min(9vh,5rem)] pb-16 outline-none"
      >
        <div className="w-full max-w-[25rem]">
          <div className="rounded-xl border border-line-firm bg-surface p-6 shadow-float sm:p-8">
            <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
            {description && (
              <p className="mt-1.5 text-pretty text-ink-soft text-sm leading-relaxed">
                {description}
              </p>
            )}
            <div className="mt-6">{children}</div>
          </div>
          {footer && <div className="mt-6 text-ink-soft text-sm">{footer}</div>}
        </div>
      </main>
    </div>
  );
}
