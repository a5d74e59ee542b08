'use client';

import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { requestMoveAction, requestReleaseAction } from '@/lib/placement/actions';
import { requestMoveSchema, type Target } from '@/lib/placement/schema';

interface MoveBackButtonsProps {
  tenantId: string;
  /** Where the kept generation lies, with the database as it is. */
  back: Target;
  /** In words. */
  place: string;
}

/** What can be done with the place that a move left and keeps up to date. */
export function MoveBackButtons({ tenantId, back, place }: MoveBackButtonsProps) {
  const goBack = async (reason: string) => {
    const given = requestMoveSchema.safeParse({ tenantId, target: back, reason });
    if (!given.success) return given.error.issues[0]?.message;
    const result = await requestMoveAction(given.data);
    return result.ok ? undefined : result.error.message;
  };
  const giveUp = async (reason: string) => {
    const result = await requestReleaseAction({ tenantId, reason });
    return result.ok ? undefined : result.error.message;
  };
  return (
    <div className="flex flex-wrap gap-2">
      <ReasonDialog
        trigger={
          <Button size="sm" variant="secondary">
            Move back
          </Button>
        }
        hint="For the audit logs, the tenant’s included."
        title="Move the vectors back?"
        description={`They return to ${place}, which has missed nothing.`}
        confirmLabel="Move back"
        tone="primary"
        done="The way back was asked for."
        onConfirm={goBack}
      />
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
