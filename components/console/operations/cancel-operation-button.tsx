'use client';

import { X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { cancelOperationAction } from '@/lib/operations/actions';

interface CancelOperationButtonProps {
  tenantId: string;
  id: string;
  /** What it is, as in the list. */
  name: string;
}

/** Ends an operation that waits or runs; asks why. */
export function CancelOperationButton({ tenantId, id, name }: CancelOperationButtonProps) {
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Cancel: ${name}`}>
          <X aria-hidden /> Cancel
        </Button>
      }
      title={`Cancel: ${name}?`}
      description="It stops within a second. What it has done so far is safe, and you can ask for it again."
      confirmLabel="Cancel it"
      cancelLabel="Let it go on"
      done={`${name} is cancelled.`}
      onConfirm={async (reason) => {
        const result = await cancelOperationAction({ tenantId, id, reason });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
