'use client';

import { CircleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { cn } from './cn';
import { FieldContext } from './field-context';
import { Label } from './label';

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  /** Shown and announced in place of nothing; also marks the control invalid. */
  error?: ReactNode;
  required?: boolean;
  optional?: boolean;
  /** `inline` puts the control before the label: for checkboxes and switches. */
  layout?: 'stacked' | 'inline';
  hideLabel?: boolean;
  className?: string;
  children: ReactNode;
}

/** Label, hint and error of the one control inside it; that control takes its id and aria from here. */
export function Field({
  label,
  hint,
  error,
  required = false,
  optional = false,
  layout = 'stacked',
  hideLabel = false,
  className,
  children,
}: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [hint && hintId, error && errorId].filter(Boolean).join(' ') || undefined;
  const inline = layout === 'inline';
  const text = (
    <Label htmlFor={id} className={cn(hideLabel && 'sr-only', inline && 'touch:py-0.5')}>
      {label}
      {required && (
        <span aria-hidden className="ml-0.5 text-danger">
          *
        </span>
      )}
      {optional && <span className="ml-1.5 font-normal text-ink-faint">optional</span>}
    </Label>
  );
  return (
    <FieldContext value={{ id, describedBy, invalid: Boolean(error), required }}>
      <div
        className={cn(
          'flex min-w-0',
          inline ? 'items-start gap-2.5' : 'flex-col gap-1.5',
          className,
        )}
      >
        {inline ? children : text}
        {inline ? (
          <div className="flex min-w-0 flex-col gap-0.5">
            {text}
            <Notes hint={hint} hintId={hintId} error={error} errorId={errorId} />
          </div>
        ) : (
          <>
            {children}
            <Notes hint={hint} hintId={hintId} error={error} errorId={errorId} />
          </>
        )}
      </div>
    </FieldContext>
  );
}

function Notes(props: { hint: ReactNode; hintId: string; error: ReactNode; errorId: string }) {
  return (
    <>
      {props.hint && (
        <p id={props.hintId} className="text-[0.8125rem] text-ink-faint leading-snug">
          {props.hint}
        </p>
      )}
      <div aria-live="polite" className="empty:hidden">
        {props.error && (
          <p
            id={props.errorId}
            className="flex items-start gap-1.5 text-[0.8125rem] text-danger leading-snug"
          >
            <CircleAlert aria-hidden className="mt-px size-4 shrink-0" />
            <span>{props.error}</span>
          </p>
        )}
      </div>
    </>
  );
}
