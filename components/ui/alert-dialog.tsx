'use client';

import { AlertDialog as Radix } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { Button } from './button';
import { overlayStyles } from './dialog';

interface ConfirmDialogProps {
  /** A button; absent when `open` is controlled. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: ReactNode;
  /** What will happen, and whether it can be undone. */
  description: ReactNode;
  /** The verb itself: "Delete document", never "OK". */
  confirmLabel: string;
  cancelLabel?: string;
  tone?: 'danger' | 'primary';
  /** Resolves with a sentence to stay open and show it, with nothing to close. */
  onConfirm: () => Promise<string | undefined> | Promise<void> | undefined;
  /** Extra content, such as a field for a reason. */
  children?: ReactNode;
}

/** Asks before something that cannot be taken back; stays open and busy until it is done. */
export function ConfirmDialog({
  trigger,
  open,
  onOpenChange,
  title,
  description,
  confirmLabel,
  cancelLabel = 'Cancel',
  tone = 'danger',
  onConfirm,
  children,
}: ConfirmDialogProps) {
  const [own, setOwn] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const shown = open ?? own;
  const setShown = (next: boolean) => {
    if (busy) return;
    if (next) setProblem(undefined);
    setOwn(next);
    onOpenChange?.(next);
  };
  const confirm = async () => {
    setBusy(true);
    setProblem(undefined);
    let said: string | undefined;
    try {
      said = (await onConfirm()) || undefined;
    } catch {
      said = 'That did not work. Nothing was changed; try again.';
    }
    setBusy(false);
    setProblem(said);
    if (said) return;
    setOwn(false);
    onOpenChange?.(false);
  };
  return (
    <Radix.Root open={shown} onOpenChange={setShown}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className={overlayStyles} />
        <Radix.Content className="fixed inset-x-4 top-[50%] z-50 mx-auto flex max-h-[88dvh] max-w-md translate-y-[-50%] animate-fade-in flex-col gap-4 overflow-y-auto rounded-xl border border-line-firm bg-raised p-5 shadow-float outline-none">
          <div className="space-y-1.5">
            <Radix.Title className="font-semibold text-base leading-snug">{title}</Radix.Title>
            <Radix.Description className="text-ink-soft text-sm leading-relaxed">
              {description}
            </Radix.Description>
          </div>
          {children}
          {problem && (
            <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
              {problem}
            </p>
          )}
          <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
            <Radix.Cancel asChild>
              <Button disabled={busy}>{cancelLabel}</Button>
            </Radix.Cancel>
            <Button variant={tone} loading={busy} onClick={confirm}>
              {confirmLabel}
            </Button>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
