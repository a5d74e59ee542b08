'use client';

import { Button } from '@/components/ui/button';
import { NoteDialog } from '@/components/ui/note-dialog';
import { acknowledgeAlertAction } from '@/lib/security/actions';
import { acknowledgeSchema } from '@/lib/security/schema';

export function AcknowledgeButton({ id }: { id: string }) {
  return (
    <NoteDialog
      trigger={
        <Button size="sm" variant="danger-ghost">
          Acknowledge
        </Button>
      }
      title="Acknowledge this alert?"
      description="It stays in the list, with your name and what you write here."
      confirmLabel="Acknowledge"
      label="What was it?"
      onConfirm={async (note) => {
        const given = acknowledgeSchema.safeParse({ id, note });
        if (!given.success) return given.error.issues[0]?.message;
        const result = await acknowledgeAlertAction(given.data);
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
