'use client';

import { useRouter } from 'next/navigation';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { removeEndpointAction } from '@/lib/notify/actions';

export function RemoveEndpointButton({ id, address }: { id: string; address: string }) {
  const router = useRouter();
  const remove = async () => {
    const result = await removeEndpointAction({ id });
    if (!result.ok) return result.error.message;
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="danger-ghost">
          Remove
        </Button>
      }
      title={`No more notices to ${address}?`}
      description="What is on its way there is not sent any more. It can be added again, with a new secret."
      confirmLabel="Remove"
      onConfirm={remove}
    />
  );
}
