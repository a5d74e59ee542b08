'use client';

import type { ComponentProps } from 'react';
import { cn } from './cn';
import { controlStyles } from './control-styles';
import { useFieldControl } from './field-context';

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return (
    <input
      {...props}
      {...useFieldControl(props)}
      className={cn(controlStyles, 'h-9 px-3 touch:h-11', className)}
    />
  );
}
