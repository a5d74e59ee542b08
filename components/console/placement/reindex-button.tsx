'use client';

import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { requestReindexAction } from '@/lib/placement/actions';

/** Builds the search index again, for instance after a backup was restored. */
export function ReindexButton({ tenantId, name }: { tenantId: string; name: string }) {
  const reindex = async (reason: string) => {
    const result = await requestReindexAction({ tenantId, reason });
    return result.ok ? undefined : result.error.message;
  };
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant="secondary">
          Re-index
        </Button>
      }
      hint="For the audit logs, the tenant’s included."
      title={`Build the index of ${name} again?`}
      description="A new generation of vectors is built from the stored passages beside the one in use, compared, and put in its place. Answers go on meanwhile."
      confirmLabel="Re-index"
      tone="primary"
      done="The re-index was asked for."
      onConfirm={reindex}
    />
  );
}
