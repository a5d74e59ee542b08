'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';
import { acknowledgeObjectiveAction } from '@/lib/console/objectives/actions';
import { acknowledgeSchema } from '@/lib/console/objectives/schema';

export function AcknowledgeAlertButton({ id }: { id: string }) {
  const router = useRouter();
  const [note, setNote] = useState('');
  const acknowledge = async () => {
    const given = acknowledgeSchema.safeParse({ id, note });
    if (!given.success) return given.error.issues[0]?.message;
    const result = await acknowledgeObjectiveAction(given.data);
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
      title="Are you at it?"
      description="Nobody is told of it again. It stays in the list, with your name and what you write here."
      confirmLabel="Acknowledge"
      tone="primary"
      onConfirm={acknowledge}
    >
      <Field label="What do you do about it?" required>
        <Textarea value={note} onChange={(event) => setNote(event.target.value)} rows={3} />
      </Field>
    </ConfirmDialog>
  );
}
