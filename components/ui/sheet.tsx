'use client';

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode, RefObject } from 'react';
import { buttonVariants } from './button-variants';
import { cn } from './cn';
import { overlayStyles } from './dialog';

export const Sheet = Radix.Root;
export const SheetTrigger = Radix.Trigger;
export const SheetClose = Radix.Close;

interface SheetContentProps {
  title: ReactNode;
  description?: ReactNode;
  side?: 'left' | 'right';
  size?: 'sm' | 'md' | 'lg';
  hideHeader?: boolean;
  footer?: ReactNode;
  id?: string;
  /** Has the focus again once it is closed; for a button that is drawn outside of it. */
  returnsTo?: RefObject<HTMLElement | null>;
  className?: string;
  children: ReactNode;
}

const WIDTH = { sm: 'sm:w-72', md: 'sm:w-[26rem]', lg: 'sm:w-[40rem]' };

/** A drawer over the page; as wide as the screen allows at small widths. */
export function SheetContent({
  title,
  description,
  side = 'right',
  size = 'md',
  hideHeader = false,
  footer,
  id,
  returnsTo,
  className,
  children,
}: SheetContentProps) {
  return (
    <Radix.Portal>
      <Radix.Overlay className={overlayStyles} />
      <Radix.Content
        {...(description ? {} : { 'aria-describedby': undefined })}
        {...(id && { id })}
        onCloseAutoFocus={(event) => {
          if (!returnsTo?.current) return;
          event.preventDefault();
          returnsTo.current.focus();
        }}
        className={cn(
          'fixed inset-y-0 z-50 flex w-[min(100vw,22rem)] max-w-full flex-col border-line-firm bg-raised shadow-float outline-none',
          side === 'left'
            ? 'left-0 animate-slide-from-left border-r'
            : 'right-0 animate-slide-from-right border-l',
          size !== 'sm' && 'w-screen',
          WIDTH[size],
          className,
        )}
      >
        <header
          className={cn(
            'flex items-start gap-4 border-line border-b px-5 py-4',
            hideHeader && 'sr-only',
          )}
        >
          <div className="min-w-0 flex-1 space-y-0.5">
            <Radix.Title className="truncate font-semibold text-base">{title}</Radix.Title>
            {description && (
              <Radix.Description className="text-ink-soft text-sm">{description}</Radix.Description>
            )}
          </div>
          <Radix.Close
            aria-label="Close"
            className={cn(buttonVariants({ variant: 'ghost', size: 'icon-sm' }), '-my-1 -mr-2')}
          >
            <X aria-hidden />
          </Radix.Close>
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
        {footer && <div className="border-line border-t px-5 py-3.5">{footer}</div>}
      </Radix.Content>
    </Radix.Portal>
  );
}
