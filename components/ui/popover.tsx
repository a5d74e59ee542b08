'use client';

import { Popover as Radix } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn';

export const Popover = Radix.Root;
export const PopoverTrigger = Radix.Trigger;
export const PopoverAnchor = Radix.Anchor;
export const PopoverClose = Radix.Close;

export function PopoverContent({
  className,
  align = 'start',
  ...props
}: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        align={align}
        sideOffset={6}
        collisionPadding={8}
        {...props}
        className={cn(
          'z-50 w-72 max-w-[calc(100vw-1rem)] animate-pop-in rounded-lg border border-line-firm bg-raised p-4 text-sm shadow-float outline-none',
          className,
        )}
      />
    </Radix.Portal>
  );
}
