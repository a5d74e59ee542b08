'use client';

import { FileArchive, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { exportOwnAction, removeExportAction } from '@/lib/lifecycle/actions';

/** Asks for an archive of everything. */
export function StartExportButton({ slug }: { slug: string }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    const result = await exportOwnAction(slug);
    setBusy(false);
    if (!result.ok) {
      toast.error(result.error.message);
      return;
    }
    toast.success('The export was started.');
    router.refresh();
  };
  return (
    <Button size="sm" variant="primary" loading={busy} onClick={start}>
      <FileArchive aria-hidden /> Export everything
    </Button>
  );
}

/** Removes an archive before its week is over. */
export function RemoveExportButton({ slug, id, day }: { slug: string; id: string; day: string }) {
  const router = useRouter();
  const remove = async () => {
    const result = await removeExportAction(slug, { id });
    if (!result.ok) return result.error.message;
    toast.success('The archive is removed.');
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Remove the export of ${day}`}>
          <Trash2 aria-hidden /> Remove
        </Button>
      }
      title="Remove this archive?"
      description="What it was made of stays. You can export again at any time."
      confirmLabel="Remove archive"
      onConfirm={remove}
    />
  );
}
