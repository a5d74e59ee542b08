'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';
import { acknowledgeAnomalyAction } from '@/lib/finance/anomalies/actions';
import { acknowledgeAnomalySchema } from '@/lib/finance/anomalies/schema';

export function AcknowledgeAnomalyButton({ id, tenantId }: { id: string; tenantId: string }) {
  const router = useRouter();
  const [note, setNote] = useState('');
  const acknowledge = async () => {
    const given = acknowledgeAnomalySchema.safeParse({ id, tenantId, note });
    if (!given.success) return given.error.issues[0]?.message;
    const result = await acknowledgeAnomalyAction(given.data);
    if (!result.ok) return result.error.message;
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog
      trigger={<Button size="sm">Acknowledge</Button>}
      title="What was it?"
      description="Nobody is told of it again. What you write stands on the chart, with your name."
      confirmLabel="Acknowledge"
      tone="primary"
      onConfirm={acknowledge}
    >
      <Field label="Note" required>
        <Textarea value={note} onChange={(event) => setNote(event.target.value)} rows={3} />
      </Field>
    </ConfirmDialog>
  );
}
