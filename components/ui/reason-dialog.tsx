'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { ConfirmDialog } from './alert-dialog';
import { Field } from './field';
import { Textarea } from './textarea';
import { toast } from './toast';

interface ReasonDialogProps {
  trigger: ReactNode;
  title: string;
  /** What will happen, and whether it can be undone. */
  description: string;
  confirmLabel: string;
  cancelLabel?: string;
  tone?: 'danger' | 'primary';
  /** What is said once it was done; absent: `onConfirm` says it. */
  done?: string;
  /** Where the reason will be read. */
  hint?: string;
  /** Resolves with a sentence when it was refused. */
  onConfirm: (reason: string) => Promise<string | undefined>;
  /** More to choose, above the reason. */
  children?: ReactNode;
}

const SHORTEST = 3;
const LONGEST = 500;

/** Asks why before something that the audit log must explain. */
export function ReasonDialog({
  done,
  hint = 'For the audit log.',
  onConfirm,
  children,
  ...dialog
}: ReasonDialogProps) {
  const router = useRouter();
  const [reason, setReason] = useState('');
  const confirm = async () => {
    const given = reason.trim();
    if (given.length < SHORTEST) return 'Say why in a few words.';
    if (given.length > LONGEST) return `A reason may have at most ${LONGEST} characters.`;
    const refused = await onConfirm(given);
    if (refused) return refused;
    setReason('');
    if (done) toast.success(done);
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog {...dialog} onConfirm={confirm}>
      {children}
      <Field label="Reason" required hint={hint}>
        <Textarea value={reason} onChange={(event) => setReason(event.target.value)} rows={2} />
      </Field>
    </ConfirmDialog>
  );
}
