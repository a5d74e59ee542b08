'use client';

import { X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { removeViewAction } from '@/lib/console/views/actions';

export function RemoveViewButton({ id, name }: { id: string; name: string }) {
  const router = useRouter();
  const remove = async () => {
    const result = await removeViewAction({ id });
    if (!result.ok) return result.error.message;
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog
      trigger={
        <Button size="icon-sm" variant="ghost" aria-label={`Remove the view ${name}`}>
          <X aria-hidden />
        </Button>
      }
      title={`Remove the view “${name}”?`}
      description="Whoever has its address can still open that."
      confirmLabel="Remove"
      onConfirm={remove}
    />
  );
}
