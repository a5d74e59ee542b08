'use client';

import { OperationProgress } from '@/components/operations/operation-progress';
import { WatchOperations } from '@/components/operations/watch-operations';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import type { OperationView } from '@/lib/operations/schema';
import { cancelMoveAction } from '@/lib/placement/actions';

interface MoveProgressProps {
  tenantId: string;
  operationId: string;
  step: string | null;
  done: number;
  total: number;
  waitsFor: OperationView['waitsFor'];
  canCancel: boolean;
}

/** How far a move is; reads the page again while it is looked at. */
export function MoveProgress(props: MoveProgressProps) {
  const { tenantId, operationId, step, done, total, waitsFor, canCancel } = props;
  const cancel = async (reason: string) => {
    const result = await cancelMoveAction({ tenantId, operationId, reason });
    return result.ok ? undefined : result.error.message;
  };
  return (
    <div className="mt-5">
      <WatchOperations />
      <OperationProgress operation={{ kind: 'move', step, done, total, waitsFor }} />
      {canCancel && (
        <div className="pt-2">
          <ReasonDialog
            trigger={
              <Button size="sm" variant="danger-ghost">
                Cancel the move
              </Button>
            }
            hint="For the audit logs, the tenant’s included."
            title="Cancel the move?"
            description="The data stays where it was, and what was copied is removed."
            confirmLabel="Cancel the move"
            done="The move is cancelled."
            onConfirm={cancel}
          />
        </div>
      )}
    </div>
  );
}
