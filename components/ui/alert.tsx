import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { CopyButton } from './copy-button';

interface AlertProps {
  kind?: 'info' | 'success' | 'warn' | 'error';
  title: ReactNode;
  /** What happened, whose limit it was, when to come back. */
  text?: ReactNode;
  action?: ReactNode;
  /** Shown in full and copyable, for support. */
  requestId?: string;
  className?: string;
}

const LOOK = {
  info: { Icon: Info, frame: 'border-info/25 bg-info-soft', icon: 'text-info' },
  success: { Icon: CircleCheck, frame: 'border-success/25 bg-success-soft', icon: 'text-success' },
  warn: { Icon: TriangleAlert, frame: 'border-warn/25 bg-warn-soft', icon: 'text-warn' },
  error: { Icon: CircleAlert, frame: 'border-danger/25 bg-danger-soft', icon: 'text-danger' },
};

/** Errors are announced at once; the rest politely. */
export function Alert({ kind = 'info', title, text, action, requestId, className }: AlertProps) {
  const { Icon, frame, icon } = LOOK[kind];
  return (
    <div
      role={kind === 'error' ? 'alert' : 'status'}
      className={cn(
        'flex min-w-0 items-start gap-3 rounded-lg border px-4 py-3 text-sm',
        frame,
        className,
      )}
    >
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', icon)} />
      <div className="flex min-w-0 flex-1 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 max-w-prose space-y-0.5">
          <p className="font-medium">{title}</p>
          {text && <div className="text-ink-soft leading-relaxed">{text}</div>}
          {requestId && (
            <p className="flex flex-wrap items-center gap-x-1 text-ink-soft text-xs">
              Request <code className="break-all font-mono">{requestId}</code>
              <CopyButton text={requestId} label="request id" />
            </p>
          )}
        </div>
        {action}
      </div>
    </div>
  );
}
