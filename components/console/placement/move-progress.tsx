'use client';

import { WatchOperations } from '@/components/operations/watch-operations';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { cancelMoveAction } from '@/lib/placement/actions';

interface MoveProgressProps {
  tenantId: string;
  operationId: string;
  step: string | null;
  done: number;
  total: number;
  canCancel: boolean;
}

/** How far a move is; reads the page again while it is looked at. */
export function MoveProgress(props: MoveProgressProps) {
  const { tenantId, operationId, step, done, total, canCancel } = props;
  const cancel = async (reason: string) => {
    const result = await cancelMoveAction({ tenantId, operationId, reason });
    return result.ok ? undefined : result.error.message;
  };
  const words = step ?? 'waiting for a worker';
  return (
    <div className="mt-5 space-y-1.5">
      <WatchOperations />
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
        <span className="font-medium first-letter:uppercase">{words}</span>
        {total > 0 && (
          <span className="tabular text-ink-soft">
            {formatCount(done)} of {formatCount(total)}
          </span>
        )}
      </div>
      <Progress value={total > 0 ? done : undefined} max={total} label={`Move: ${words}`} />
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
