'use client';

import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { endContainmentAction } from '@/lib/containment/actions';
import type { ContainmentView } from '@/lib/containment/schema';

export function LiftButton({ containment }: { containment: ContainmentView }) {
  const { id, tenantId, tenantName, ruleName, actions } = containment;
  const isPause = actions.some(({ kind }) => kind === 'pause');
  return (
    <ReasonDialog
      trigger={<Button size="sm">Lift</Button>}
      title={`Lift “${ruleName}” for ${tenantName}?`}
      description={`${isPause ? 'Its people can work again at once.' : 'Its policy holds again in full at once.'}${containment.metric === 'by_hand' ? '' : ' The rule stays on and binds again when its threshold is reached anew.'}`}
      confirmLabel="Lift it"
      tone="primary"
      done="It was lifted."
      hint="For the audit logs, ours and the tenant’s."
      onConfirm={async (reason) => {
        const result = await endContainmentAction({ tenantId, id, reason });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
