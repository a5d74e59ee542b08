'use client';

import { Switch as Radix } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn';
import { useFieldControl } from './field-context';

export function Switch({ className, ...props }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      {...props}
      {...useFieldControl(props)}
      className={cn(
        'relative inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-edge bg-line-firm p-0.5 transition-colors',
        'before:absolute before:-inset-2 touch:before:-inset-3',
        'data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:opacity-55',
        className,
      )}
    >
      <Radix.Thumb className="block size-3.5 rounded-full bg-white shadow-sm ring-1 ring-black/15 transition-transform data-[state=checked]:translate-x-4" />
    </Radix.Root>
  );
}
