'use client';

import { Undo2 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { rollBackAction } from '@/lib/policies/actions';

interface RollBackButtonProps {
  tenantId: string;
  version: number;
  /** The version in force. */
  basedOn: number;
}

/** The content of an earlier version as a new one. */
export function RollBackButton({ tenantId, version, basedOn }: RollBackButtonProps) {
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Roll back to version ${version}`}>
          <Undo2 aria-hidden /> Roll back to this
        </Button>
      }
      title={`Roll back to version ${version}?`}
      description={`Version ${basedOn + 1} gets its content; what the tenant set itself stays. The next request obeys it, unless it goes beyond the bounds: then another operator approves it first.`}
      confirmLabel="Roll back"
      tone="primary"
      done={`What version ${version} said was put forward again.`}
      hint="For the audit logs, ours and the tenant’s."
      onConfirm={async (reason) => {
        const result = await rollBackAction({ tenantId, version, basedOn, reason });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
