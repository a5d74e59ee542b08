'use client';

import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { endSwitchAction } from '@/lib/containment/actions';

export function SwitchOnButton({ id, name }: { id: string; name: string }) {
  return (
    <ReasonDialog
      trigger={<Button size="sm">Switch on</Button>}
      title={`Switch ${name} on again?`}
      description="Every tenant whose policy has it can use it again at once."
      confirmLabel="Switch it on"
      tone="primary"
      done={`${name} is on.`}
      onConfirm={async (reason) => {
        const result = await endSwitchAction({ id, reason });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
