'use client';

import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { eraseTenantAction } from '@/lib/lifecycle/actions';

interface EraseButtonProps {
  tenantId: string;
  slug: string;
  name: string;
  /** An erasure that failed is asked for again. */
  again?: boolean;
}

/** Erases a tenant for good, once its address was typed. */
export function EraseButton({ tenantId, slug, name, again = false }: EraseButtonProps) {
  const [confirmation, setConfirmation] = useState('');
  const erase = async (reason: string) => {
    if (confirmation.trim() !== slug) return `Type ${slug} to confirm.`;
    const result = await eraseTenantAction({ tenantId, confirmation, reason });
    return result.ok ? undefined : result.error.message;
  };
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant="danger-ghost">
          <Trash2 aria-hidden /> {again ? 'Erase again' : 'Erase'}
        </Button>
      }
      title={`Erase ${name} for good?`}
      description="Its people are shut out at once. Documents, conversations, vectors, files, archives and keys are destroyed, and people who belong nowhere else are removed. What stays is that it was erased and what it cost by month. Nobody can undo or stop it, and no backup brings it back."
      confirmLabel="Erase for good"
      done={`${name} is being erased.`}
      hint="For the audit log and the signed receipt."
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
    </ReasonDialog>
  );
}
