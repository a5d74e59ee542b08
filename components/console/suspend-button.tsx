'use client';

import { Pause, Play } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { changeTenantStateAction } from '@/lib/console/actions';

interface SuspendButtonProps {
  tenantId: string;
  name: string;
  state: 'active' | 'suspended';
}

/** Pauses a tenant, or lets it go on; asks why. */
export function SuspendButton({ tenantId, name, state }: SuspendButtonProps) {
  const active = state === 'active';
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant={active ? 'danger-ghost' : 'primary'}>
          {active ? <Pause aria-hidden /> : <Play aria-hidden />}
          {active ? 'Suspend' : 'Resume'}
        </Button>
      }
      title={active ? `Suspend ${name}?` : `Resume ${name}?`}
      description={
        active
          ? 'Its people can no longer ask, read or upload, and what they have open ends. Nothing is deleted, and you can resume it at any time.'
          : 'Its people can work again at once.'
      }
      confirmLabel={active ? 'Suspend tenant' : 'Resume tenant'}
      tone={active ? 'danger' : 'primary'}
      done={active ? `${name} is suspended.` : `${name} may go on.`}
      onConfirm={async (reason) => {
        const to = active ? 'suspended' : 'active';
        const result = await changeTenantStateAction({ tenantId, to, reason });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
