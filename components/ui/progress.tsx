import { cn } from './cn';

interface ProgressProps {
  /** Absent: under way, with no known end. */
  value?: number;
  max?: number;
  label: string;
  tone?: 'accent' | 'success' | 'warn' | 'danger';
  className?: string;
}

const FILL = { accent: 'bg-accent', success: 'bg-success', warn: 'bg-warn', danger: 'bg-danger' };

export function Progress({ value, max = 100, label, tone = 'accent', className }: ProgressProps) {
  const share = value === undefined || max <= 0 ? undefined : Math.min(1, Math.max(0, value / max));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
      className={cn('h-1.5 w-full overflow-hidden rounded-full bg-ink/10', className)}
    >
      <div
        className={cn(
          'h-full rounded-full transition-[width] duration-300',
          FILL[tone],
          share === undefined && 'w-2/5 animate-indeterminate',
        )}
        style={share === undefined ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  );
}
