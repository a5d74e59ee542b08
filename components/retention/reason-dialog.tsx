'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { toast } from 'sonner';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';

interface ReasonDialogProps {
  trigger: ReactNode;
  title: string;
  description: string;
  confirmLabel: string;
  tone?: 'danger' | 'primary';
  /** What is said once it was done. */
  done: string;
  /** Resolves with a sentence when it was refused. */
  onConfirm: (reason: string) => Promise<string | undefined>;
  /** More to choose, above the reason. */
  children?: ReactNode;
}

/** Asks why before something that the audit log must explain. */
export function ReasonDialog({ done, onConfirm, children, ...dialog }: ReasonDialogProps) {
  const router = useRouter();
  const [reason, setReason] = useState('');
  const confirm = async () => {
    if (reason.trim().length < 3) return 'Say why in a few words.';
    const refused = await onConfirm(reason.trim());
    if (refused) return refused;
    setReason('');
    toast.success(done);
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog {...dialog} onConfirm={confirm}>
      {children}
      <Field label="Reason" required hint="For the audit log.">
        <Textarea
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          rows={2}
          maxLength={500}
        />
      </Field>
    </ConfirmDialog>
  );
}
