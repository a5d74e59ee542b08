import { ArrowDownRight, ArrowRight, ArrowUpRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';

export interface StatDelta {
  /** Already formatted, sign included: "+12.4%". */
  label: string;
  direction: 'up' | 'down' | 'flat';
  /** Whether that is welcome; more errors are not. */
  mood?: 'good' | 'bad' | 'neutral';
  /** What it is compared with: "than the 7 days before". */
  against?: string;
}

interface StatProps {
  label: ReactNode;
  /** Already formatted; a dash for no measurement. */
  value: ReactNode;
  delta?: StatDelta;
  hint?: ReactNode;
  /** A sparkline, for instance. */
  children?: ReactNode;
  className?: string;
}

const ICON = { up: ArrowUpRight, down: ArrowDownRight, flat: ArrowRight };
const MOOD = { good: 'text-success', bad: 'text-danger', neutral: 'text-ink-soft' };

export function Stat({ label, value, delta, hint, children, className }: StatProps) {
  const Icon = delta && ICON[delta.direction];
  return (
    <dl
      className={cn(
        'flex min-w-0 flex-col gap-1 rounded-lg border border-line bg-surface px-4 py-3.5 shadow-card',
        className,
      )}
    >
      <dt className="text-[0.8125rem] text-ink-soft leading-snug">{label}</dt>
      <dd className="tabular break-words font-semibold text-[1.375rem] leading-tight tracking-tight">
        {value}
      </dd>
      {(delta || hint) && (
        <dd className="flex flex-wrap items-center gap-x-1.5 text-ink-faint text-xs">
          {delta && Icon && (
            <span
              className={cn(
                'inline-flex items-center gap-0.5 font-medium',
                MOOD[delta.mood ?? 'neutral'],
              )}
            >
              <Icon aria-hidden className="size-3.5" />
              {delta.label}
            </span>
          )}
          {delta?.against && <span>{delta.against}</span>}
          {hint && <span>{hint}</span>}
        </dd>
      )}
      {children && <dd className="mt-1">{children}</dd>}
    </dl>
  );
}

/** A row of stats that folds to two columns, then one. */
export function StatGrid({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <div
      className={cn(
        'grid grid-cols-[repeat(auto-fit,minmax(min(100%,9.5rem),1fr))] gap-3',
        className,
      )}
    >
      {children}
    </div>
  );
}
