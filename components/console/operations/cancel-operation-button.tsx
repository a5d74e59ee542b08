'use client';

import { X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';
import { cancelOperationAction } from '@/lib/operations/actions';
import { cancelOperationSchema } from '@/lib/operations/schema';

interface CancelOperationButtonProps {
  tenantId: string;
  id: string;
  /** What it is, as in the list. */
  name: string;
}

/** Ends an operation that waits or runs; asks why. */
export function CancelOperationButton({ tenantId, id, name }: CancelOperationButtonProps) {
  const router = useRouter();
  const [reason, setReason] = useState('');
  const cancel = async () => {
    const given = cancelOperationSchema.safeParse({ tenantId, id, reason });
    if (!given.success) return given.error.issues[0]?.message;
    const result = await cancelOperationAction(given.data);
    if (!result.ok) return result.error.message;
    setReason('');
    toast.success(`${name} is cancelled.`);
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Cancel: ${name}`}>
          <X aria-hidden /> Cancel
        </Button>
      }
      title={`Cancel: ${name}?`}
      description="It stops within a second. What it has done so far is safe, and you can ask for it again."
      confirmLabel="Cancel it"
      cancelLabel="Let it go on"
      onConfirm={cancel}
    >
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
