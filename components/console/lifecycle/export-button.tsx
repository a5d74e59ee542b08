'use client';

import { FileArchive } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { exportTenantAction } from '@/lib/lifecycle/actions';
import { exportTenantSchema } from '@/lib/lifecycle/schema';
import { ReasonField } from './reason-field';

/** Starts an export for a tenant; its owner downloads it. */
export function ExportButton({ tenantId, name }: { tenantId: string; name: string }) {
  const router = useRouter();
  const [reason, setReason] = useState('');
  const start = async () => {
    const given = exportTenantSchema.safeParse({ tenantId, reason });
    if (!given.success) return given.error.issues[0]?.message;
    const result = await exportTenantAction(given.data);
    if (!result.ok) return result.error.message;
    setReason('');
    toast.success(`The export of ${name} was started.`);
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm">
          <FileArchive aria-hidden /> Export
        </Button>
      }
      title={`Export everything of ${name}?`}
      description="Documents, conversations, settings, usage and audit log go into one sealed archive. Only an owner of the tenant can download it, under Data and for a week; you cannot."
      confirmLabel="Start export"
      tone="primary"
      onConfirm={start}
    >
      <ReasonField value={reason} onChange={setReason} hint="For both audit logs." />
    </ConfirmDialog>
  );
}
