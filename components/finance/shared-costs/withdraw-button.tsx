'use client';

import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { withdrawSharedCostAction } from '@/lib/finance/shared-costs/actions';
import type { SharedKind } from '@/lib/finance/shared-costs/schema';
import { KIND_LABEL } from './words';

export function WithdrawButton({ id, kind }: { id: string; kind: SharedKind }) {
  return (
    <ReasonDialog
      trigger={<Button size="sm">Withdraw…</Button>}
      title={`Withdraw this cost (${KIND_LABEL[kind]})?`}
      description="No tenant has a part of it any more. It stays in the list; enter it again to take this back."
      confirmLabel="Withdraw"
      done="The cost is withdrawn."
      onConfirm={async (reason) => {
        const result = await withdrawSharedCostAction({ id, reason });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
