'use client';

import { Button } from '@/components/ui/button';
import { NoteDialog } from '@/components/ui/note-dialog';
import { acknowledgeAnomalyAction } from '@/lib/finance/anomalies/actions';
import { acknowledgeAnomalySchema } from '@/lib/finance/anomalies/schema';

export function AcknowledgeAnomalyButton({ id, tenantId }: { id: string; tenantId: string }) {
  return (
    <NoteDialog
      trigger={<Button size="sm">Acknowledge</Button>}
      title="What was it?"
      description="Nobody is told of it again. What you write stands on the chart, with your name."
      confirmLabel="Acknowledge"
      label="Note"
      onConfirm={async (note) => {
        const given = acknowledgeAnomalySchema.safeParse({ id, tenantId, note });
        if (!given.success) return given.error.issues[0]?.message;
        const result = await acknowledgeAnomalyAction(given.data);
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
