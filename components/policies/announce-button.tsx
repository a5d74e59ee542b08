'use client';

import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { announcePolicyAction } from '@/lib/policies/actions';

/** Has every instance ask anew what holds for a tenant. */
export function AnnounceButton({ tenantId, name }: { tenantId: string; name: string }) {
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" aria-label={`Have all instances ask again about ${name}`}>
          Ask again
        </Button>
      }
      title={`Have all instances ask again about ${name}?`}
      description="They forget what they know of its keys and limits, and read it with the next request. Nothing is refused meanwhile."
      confirmLabel="Ask again"
      tone="primary"
      done="All instances were told."
      onConfirm={async (reason) => {
        const result = await announcePolicyAction({ tenantId, reason });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
