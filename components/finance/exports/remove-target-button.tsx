'use client';

import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { removeTargetAction } from '@/lib/finance/exports/actions';

export function RemoveTargetButton({ id, name }: { id: string; name: string }) {
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" aria-label={`Stop “${name}”`}>
          Stop
        </Button>
      }
      title={`Stop “${name}”?`}
      description="Nothing more is brought there, and what waits for it ends. Files that arrived stay where they are."
      confirmLabel="Stop it"
      done="The schedule ended."
      onConfirm={async (reason) => {
        const result = await removeTargetAction({ id, reason });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
