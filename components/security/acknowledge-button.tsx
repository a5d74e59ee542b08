'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';
import { acknowledgeAlertAction } from '@/lib/security/actions';
import { acknowledgeSchema } from '@/lib/security/schema';

export function AcknowledgeButton({ id }: { id: string }) {
  const router = useRouter();
  const [note, setNote] = useState('');
  const acknowledge = async () => {
    const given = acknowledgeSchema.safeParse({ id, note });
    if (!given.success) return given.error.issues[0]?.message;
    const result = await acknowledgeAlertAction(given.data);
    if (!result.ok) return result.error.message;
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="danger-ghost">
          Acknowledge
        </Button>
      }
      title="Acknowledge this alert?"
      description="It stays in the list, with your name and what you write here."
      confirmLabel="Acknowledge"
      tone="primary"
      onConfirm={acknowledge}
    >
      <Field label="What was it?" required>
        <Textarea value={note} onChange={(event) => setNote(event.target.value)} rows={3} />
      </Field>
    </ConfirmDialog>
  );
}
