'use client';

import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { type HoldScope, lift } from './hold-scope';

export function LiftHoldButton({ id, scope }: { id: string; scope: HoldScope }) {
  return (
    <ReasonDialog
      trigger={<Button size="sm">Lift</Button>}
      title="Lift the hold?"
      description="What it covered can be deleted again. What was due meanwhile ends two weeks from now."
      confirmLabel="Lift the hold"
      done="The hold was lifted"
      onConfirm={async (reason) => {
        const result = await lift(scope, { id, reason });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
