'use client';

import { requestReindexAction } from '@/lib/placement/actions';
import { ReasonButton } from './reason-button';

/** Builds the search index again, for instance after a backup was restored. */
export function ReindexButton({ tenantId, name }: { tenantId: string; name: string }) {
  const reindex = async (reason: string) => {
    const result = await requestReindexAction({ tenantId, reason });
    return result.ok ? undefined : result.error.message;
  };
  return (
    <ReasonButton
      tenantId={tenantId}
      label="Re-index"
      title={`Build the index of ${name} again?`}
      description="A new generation of vectors is built from the stored passages beside the one in use, compared, and put in its place. Answers go on meanwhile."
      confirmLabel="Re-index"
      tone="primary"
      done="The re-index was asked for."
      onReason={reindex}
    />
  );
}
