'use client';

import { Eraser } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { eraseMemberAction } from '@/lib/people/actions';
import type { MemberView } from '@/lib/people/schema';

/** For owners: what there is of a person goes, for good. */
export function EraseMember({ slug, member }: { slug: string; member: MemberView }) {
  const { id, name } = member;
  return (
    <ReasonDialog
      trigger={
        <Button variant="danger-ghost" size="icon-sm" aria-label={`Erase ${name}`}>
          <Eraser aria-hidden />
        </Button>
      }
      title={`Erase ${name}?`}
      description="Their access ends at once. Conversations, places in groups and folders and, unless another workspace knows them, the account are removed for good. What they cost and the documents they uploaded stay without their name."
      confirmLabel="Erase this person"
      done={`${name} is being erased. The audit log will have the receipt.`}
      onConfirm={async (reason) => {
        const result = await eraseMemberAction(slug, { id, reason });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
