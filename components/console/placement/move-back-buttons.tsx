'use client';

import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { requestReleaseAction } from '@/lib/placement/actions';
import type { Target } from '@/lib/placement/schema';
import { MoveBackButton } from './move-back-button';

interface MoveBackButtonsProps {
  tenantId: string;
  /** Where the kept generation lies, with the database as it is; absent while a move is proposed. */
  back?: Target;
  /** In words. */
  place: string;
}

/** What can be done with the place that a move left and keeps up to date. */
export function MoveBackButtons({ tenantId, back, place }: MoveBackButtonsProps) {
  const giveUp = async (reason: string) => {
    const result = await requestReleaseAction({ tenantId, reason });
    return result.ok ? undefined : result.error.message;
  };
  return (
    <div className="flex flex-wrap gap-2">
      {back && (
        <MoveBackButton
          tenantId={tenantId}
          back={back}
          label="Move back"
          description={`The vectors return to ${place}, which has missed nothing.`}
        />
      )}
      <ReasonDialog
        trigger={
          <Button size="sm" variant="danger-ghost">
            Give up the way back
          </Button>
        }
        hint="For the audit logs, the tenant’s included."
        title="Give up the way back?"
        description={`What is kept in ${place} is removed once nobody can read it any more. A later move there copies everything again.`}
        confirmLabel="Remove what is kept"
        done="What is kept will be removed."
        onConfirm={giveUp}
      />
    </div>
  );
}
