'use client';

import { RefreshCw } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { rotateKeysAction } from '@/lib/rotation/actions';

/** Asks for a rotation of the tenant's keys, with its reason. */
export function RotateKeysButton({ tenantId, name }: { tenantId: string; name: string }) {
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant="secondary">
          <RefreshCw aria-hidden /> Rotate
        </Button>
      }
      title={`Rotate the keys of ${name}?`}
      description="A new key seals from now on, everything kept is sealed anew, and the older key is destroyed. Reading, answers and uploads go on meanwhile."
      confirmLabel="Rotate keys"
      tone="primary"
      done={`The keys of ${name} are being replaced.`}
      onConfirm={async (reason) => {
        const result = await rotateKeysAction({ tenantId, reason });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
