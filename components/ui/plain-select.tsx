'use client';

import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn';
import { controlStyles } from './control-styles';
import { useFieldControl } from './field-context';

export interface PlainOption {
  value: string;
  label: string;
}

interface PlainSelectProps extends Omit<ComponentProps<'select'>, 'size' | 'onChange'> {
  options: readonly PlainOption[];
  onChoose: (value: string) => void;
  size?: 'sm' | 'md';
  /** Without a frame, among other controls that have one together. */
  bare?: boolean;
}

/** The browser's own list of choices: it costs no code, and opens at once however many there are. */
export function PlainSelect({
  options,
  onChoose,
  size,
  bare,
  className,
  ...props
}: PlainSelectProps) {
  return (
    <span className={cn('relative inline-flex w-full', className)}>
      <select
        {...props}
        {...useFieldControl(props)}
        onChange={(event) => onChoose(event.target.value)}
        className={cn(
          controlStyles,
          'cursor-default appearance-none truncate pr-8 pl-3 [&>option]:bg-raised [&>option]:text-ink',
          bare && 'border-transparent bg-transparent shadow-none hover:bg-ink/5',
          size === 'sm' ? 'h-8 touch:h-10' : 'h-9 touch:h-11',
        )}
      >
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-2.5 size-4 text-ink-faint"
      />
    </span>
  );
}
