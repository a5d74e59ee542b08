'use client';

import { RefreshCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';
import { rotateKeysAction } from '@/lib/rotation/actions';
import { rotateKeysSchema } from '@/lib/rotation/schema';

/** Asks for a rotation of the tenant's keys, with its reason. */
export function RotateKeysButton({ tenantId, name }: { tenantId: string; name: string }) {
  const router = useRouter();
  const [reason, setReason] = useState('');
  const rotate = async () => {
    const given = rotateKeysSchema.safeParse({ tenantId, reason });
    if (!given.success) return given.error.issues[0]?.message;
    const result = await rotateKeysAction(given.data);
    if (!result.ok) return result.error.message;
    setReason('');
    toast.success(`The keys of ${name} are being replaced.`);
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="secondary">
          <RefreshCw aria-hidden /> Rotate
        </Button>
      }
      title={`Rotate the keys of ${name}?`}
      description="A new key seals from now on, everything kept is sealed anew, and the older key is destroyed. Reading, answers and uploads go on meanwhile."
      confirmLabel="Rotate keys"
      tone="primary"
      onConfirm={rotate}
    >
      <Field label="Reason" required hint="For the audit log.">
        <Textarea
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          rows={2}
          maxLength={500}
        />
      </Field>
    </ConfirmDialog>
  );
}
