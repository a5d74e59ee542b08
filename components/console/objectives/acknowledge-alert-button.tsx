'use client';

import { Button } from '@/components/ui/button';
import { NoteDialog } from '@/components/ui/note-dialog';
import { acknowledgeObjectiveAction } from '@/lib/console/objectives/actions';
import { acknowledgeSchema } from '@/lib/console/objectives/schema';

export function AcknowledgeAlertButton({ id }: { id: string }) {
  return (
    <NoteDialog
      trigger={
        <Button size="sm" variant="danger-ghost">
          Acknowledge
        </Button>
      }
      title="Are you at it?"
      description="Nobody is told of it again. It stays in the list, with your name and what you write here."
      confirmLabel="Acknowledge"
      label="What do you do about it?"
      onConfirm={async (note) => {
        const given = acknowledgeSchema.safeParse({ id, note });
        if (!given.success) return given.error.issues[0]?.message;
        const result = await acknowledgeObjectiveAction(given.data);
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
