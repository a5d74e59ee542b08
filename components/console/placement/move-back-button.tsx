'use client';

import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { proposeMoveAction } from '@/lib/placement/actions';
import { proposeMoveSchema, type Target } from '@/lib/placement/schema';

interface MoveBackButtonProps {
  tenantId: string;
  back: Target;
  /** The button’s own; several stand on one page. */
  label: string;
  /** What happens, in a sentence. */
  description: string;
}

/** Proposes a move to where the data was before: as any move, another operator decides on it. */
export function MoveBackButton({ tenantId, back, label, description }: MoveBackButtonProps) {
  const propose = async (reason: string) => {
    const given = proposeMoveSchema.safeParse({ tenantId, target: back, reason });
    if (!given.success) return given.error.issues[0]?.message;
    const result = await proposeMoveAction(given.data);
    return result.ok ? undefined : result.error.message;
  };
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant="secondary">
          {label}
        </Button>
      }
      hint="For the audit logs, the tenant’s included."
      title="Move the data back?"
      description={`${description} Another operator decides on it.`}
      confirmLabel="Propose the move back"
      tone="primary"
      done="The move back was proposed. Another operator has to approve it."
      onConfirm={propose}
    />
  );
}
