'use client';

import { Pause, Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';
import { changeTenantStateAction } from '@/lib/console/actions';
import { reasonSchema } from '@/lib/console/policy/schema';

interface SuspendButtonProps {
  tenantId: string;
  name: string;
  state: 'active' | 'suspended';
}

/** Pauses a tenant, or lets it go on; asks why. */
export function SuspendButton({ tenantId, name, state }: SuspendButtonProps) {
  const router = useRouter();
  const [reason, setReason] = useState('');
  const active = state === 'active';
  const change = async () => {
    const given = reasonSchema.safeParse(reason);
    if (!given.success) return given.error.issues[0]?.message;
    const to = active ? 'suspended' : 'active';
    const result = await changeTenantStateAction({ tenantId, to, reason: given.data });
    if (!result.ok) return result.error.message;
    setReason('');
    toast.success(active ? `${name} is suspended.` : `${name} may go on.`);
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant={active ? 'danger-ghost' : 'primary'}>
          {active ? <Pause aria-hidden /> : <Play aria-hidden />}
          {active ? 'Suspend' : 'Resume'}
        </Button>
      }
      title={active ? `Suspend ${name}?` : `Resume ${name}?`}
      description={
        active
          ? 'Its people can no longer ask, read or upload. Nothing is deleted, and you can resume it at any time.'
          : 'Its people can work again at once.'
      }
      confirmLabel={active ? 'Suspend tenant' : 'Resume tenant'}
      tone={active ? 'danger' : 'primary'}
      onConfirm={change}
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
