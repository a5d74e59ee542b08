'use client';

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { buttonVariants } from './button-variants';
import { cn } from './cn';

export const Dialog = Radix.Root;
export const DialogTrigger = Radix.Trigger;
export const DialogClose = Radix.Close;

export const overlayStyles = 'fixed inset-0 z-40 animate-fade-in bg-scrim';

interface DialogContentProps {
  title: ReactNode;
  description?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
  /** Buttons; stays in view while the body scrolls. */
  footer?: ReactNode;
  className?: string;
  /** For a dialog without a trigger, which the focus would go back to. */
  onCloseAutoFocus?: (event: Event) => void;
  children?: ReactNode;
}

const WIDTH = { sm: 'sm:max-w-sm', md: 'sm:max-w-lg', lg: 'sm:max-w-3xl' };

/** Centred on wide screens, a sheet from below on narrow ones. */
export function DialogContent({
  title,
  description,
  size = 'md',
  footer,
  className,
  onCloseAutoFocus,
  children,
}: DialogContentProps) {
  return (
    <Radix.Portal>
      <Radix.Overlay className={overlayStyles} />
      <Radix.Content
        onOpenAutoFocus={focusFirstField}
        onCloseAutoFocus={onCloseAutoFocus}
        {...(description ? {} : { 'aria-describedby': undefined })}
        className={cn(
          'fixed z-50 flex max-h-[88dvh] flex-col border border-line-firm bg-raised shadow-float outline-none',
          'inset-x-0 bottom-0 animate-slide-from-bottom rounded-t-xl',
          'sm:inset-x-4 sm:top-[50%] sm:bottom-auto sm:mx-auto sm:translate-y-[-50%] sm:animate-fade-in sm:rounded-xl',
          WIDTH[size],
          className,
        )}
      >
        <header className="flex items-start gap-4 px-5 pt-5 pb-3">
          <div className="min-w-0 flex-1 space-y-1">
            <Radix.Title className="font-semibold text-base leading-snug">{title}</Radix.Title>
            {description && (
              <Radix.Description className="text-ink-soft text-sm leading-relaxed">
                {description}
              </Radix.Description>
            )}
          </div>
          <Radix.Close
            aria-label="Close"
            className={cn(buttonVariants({ variant: 'ghost', size: 'icon-sm' }), '-mt-1 -mr-2')}
          >
            <X aria-hidden />
          </Radix.Close>
        </header>
        {children && <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>}
        {footer && <DialogFooter>{footer}</DialogFooter>}
      </Radix.Content>
    </Radix.Portal>
  );
}

/** A form begins at its first field; without one the dialog's first button is as good as any. */
function focusFirstField(event: Event): void {
  const field = (event.currentTarget as HTMLElement).querySelector<HTMLElement>(
    'input:not([type=hidden]):not(:disabled), textarea:not(:disabled), [role=combobox]',
  );
  if (!field) return;
  event.preventDefault();
  field.focus();
}

/** Also for a form inside the body, whose submit button must be within the form. */
export function DialogFooter({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <div
      className={cn(
        'flex flex-col-reverse gap-2 border-line border-t px-5 py-3.5 sm:flex-row sm:justify-end',
        className,
      )}
    >
      {children}
    </div>
  );
}
