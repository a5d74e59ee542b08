'use client';

import type { ComponentProps } from 'react';
import { cn } from './cn';
import { controlStyles } from './control-styles';
import { useFieldControl } from './field-context';

/** Grows with its text up to `max-h` where the browser can; otherwise `rows` holds. */
export function Textarea({ className, rows = 3, ...props }: ComponentProps<'textarea'>) {
  return (
    <textarea
      rows={rows}
      {...props}
      {...useFieldControl(props)}
      className={cn(
        controlStyles,
        'field-sizing-content max-h-72 min-h-20 px-3 py-2 leading-normal',
        className,
      )}
    />
  );
}
