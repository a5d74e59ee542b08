'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { toast } from 'sonner';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button, type ButtonProps } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';
import { onTenantSchema } from '@/lib/placement/schema';

interface ReasonButtonProps {
  tenantId: string;
  label: ReactNode;
  variant?: ButtonProps['variant'];
  title: string;
  description: string;
  confirmLabel: string;
  tone?: 'danger' | 'primary';
  /** Said when it is done. */
  done: string;
  /** Resolves with a sentence when it was refused. */
  onReason: (reason: string) => Promise<string | undefined>;
  /** More fields, above the reason. */
  children?: ReactNode;
}

/** A button whose change asks for a reason, for both audit logs. */
export function ReasonButton({
  tenantId,
  label,
  variant = 'secondary',
  done,
  onReason,
  children,
  ...dialog
}: ReasonButtonProps) {
  const router = useRouter();
  const [reason, setReason] = useState('');
  const confirm = async () => {
    const given = onTenantSchema.safeParse({ tenantId, reason });
    if (!given.success) return given.error.issues[0]?.message;
    const refused = await onReason(given.data.reason);
    if (refused) return refused;
    setReason('');
    toast.success(done);
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog
      {...dialog}
      trigger={
        <Button size="sm" variant={variant}>
          {label}
        </Button>
      }
      onConfirm={confirm}
    >
      {children}
      <Field label="Reason" required hint="For the audit logs, the tenant’s included.">
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
