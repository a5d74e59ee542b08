'use client';

import { Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { eraseTenantAction } from '@/lib/lifecycle/actions';
import { eraseTenantSchema } from '@/lib/lifecycle/schema';
import { ReasonField } from './reason-field';

interface EraseButtonProps {
  tenantId: string;
  slug: string;
  name: string;
  /** An erasure that failed is asked for again. */
  again?: boolean;
}

/** Erases a tenant for good, once its address was typed. */
export function EraseButton({ tenantId, slug, name, again = false }: EraseButtonProps) {
  const router = useRouter();
  const [confirmation, setConfirmation] = useState('');
  const [reason, setReason] = useState('');
  const erase = async () => {
    if (confirmation.trim() !== slug) return `Type ${slug} to confirm.`;
    const given = eraseTenantSchema.safeParse({ tenantId, confirmation, reason });
    if (!given.success) return given.error.issues[0]?.message;
    const result = await eraseTenantAction(given.data);
    if (!result.ok) return result.error.message;
    toast.success(`${name} is being erased.`);
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="danger-ghost">
          <Trash2 aria-hidden /> {again ? 'Erase again' : 'Erase'}
        </Button>
      }
      title={`Erase ${name} for good?`}
      description="Its people are shut out at once. Documents, conversations, vectors, files, archives and keys are destroyed, and people who belong nowhere else are removed. What stays is that it was erased and what it cost by month. Nobody can undo or stop it, and no backup brings it back."
      confirmLabel="Erase for good"
      onConfirm={erase}
    >
      <Field label={`Type ${slug} to confirm`} required>
        <Input
          value={confirmation}
          onChange={(event) => setConfirmation(event.target.value)}
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <ReasonField
        value={reason}
        onChange={setReason}
        hint="For the audit log and the signed receipt."
      />
    </ConfirmDialog>
  );
}
