'use client';

import { FileArchive } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { exportTenantAction } from '@/lib/lifecycle/actions';

/** Starts an export for a tenant; its owner downloads it. */
export function ExportButton({ tenantId, name }: { tenantId: string; name: string }) {
  return (
    <ReasonDialog
      trigger={
        <Button size="sm">
          <FileArchive aria-hidden /> Export
        </Button>
      }
      title={`Export everything of ${name}?`}
      description="Documents, conversations, settings, usage and audit log go into one sealed archive. Only an owner of the tenant can download it, under Data and for a week; you cannot."
      confirmLabel="Start export"
      tone="primary"
      done={`The export of ${name} was started.`}
      hint="For both audit logs."
      onConfirm={async (reason) => {
        const result = await exportTenantAction({ tenantId, reason });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
