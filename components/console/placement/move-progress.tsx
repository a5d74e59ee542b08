'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { formatCount } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import { cancelMoveAction } from '@/lib/placement/actions';
import { ReasonButton } from './reason-button';

interface MoveProgressProps {
  tenantId: string;
  operationId: string;
  step: string | null;
  done: number;
  total: number;
  canCancel: boolean;
}

const EVERY_MS = 2_000;

/** How far a move is; reads the page again while it is looked at. */
export function MoveProgress(props: MoveProgressProps) {
  const { tenantId, operationId, step, done, total, canCancel } = props;
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [router]);
  const cancel = async (reason: string) => {
    const result = await cancelMoveAction({ tenantId, operationId, reason });
    return result.ok ? undefined : result.error.message;
  };
  const words = step ?? 'waiting for a worker';
  return (
    <div className="mt-5 space-y-1.5">
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
          <ReasonButton
            tenantId={tenantId}
            label="Cancel the move"
            variant="danger-ghost"
            title="Cancel the move?"
            description="The data stays where it was, and what was copied is removed."
            confirmLabel="Cancel the move"
            done="The move is cancelled."
            onReason={cancel}
          />
        </div>
      )}
    </div>
  );
}
