'use client';

import { DoorOpen } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { leaveWorkspaceAction, stepDownAction } from '@/lib/people/actions';

interface OwnMembershipProps {
  slug: string;
  name: string;
  owner: boolean;
  /** Nobody else owns the workspace. */
  lastOwner: boolean;
}

/** What people do with their own membership: leave, and as an owner beside others, step down. */
export function OwnMembership({ slug, name, owner, lastOwner }: OwnMembershipProps) {
  const router = useRouter();
  if (lastOwner)
    return (
      <p className="text-ink-soft text-sm">
        You are the only owner: make somebody else an owner before you leave.
      </p>
    );
  return (
    <div className="flex flex-wrap gap-2">
      {owner && (
        <ConfirmDialog
          trigger={<Button size="sm">Step down as owner</Button>}
          title="Step down as owner?"
          description="You become an admin. Another owner can make you one again."
          confirmLabel="Step down"
          onConfirm={async () => {
            const result = await stepDownAction(slug);
            router.refresh();
            if (!result.ok) return result.error.message;
            toast.success('You are an admin now');
            return undefined;
          }}
        />
      )}
      <ConfirmDialog
        trigger={
          <Button size="sm" variant="danger-ghost">
            <DoorOpen aria-hidden /> Leave this workspace
          </Button>
        }
        title={`Leave ${name}?`}
        description="You can no longer open it, and your conversations here are deleted, or kept for as long as a legal hold asks for it. Documents you uploaded stay. To come back you need an invitation."
        confirmLabel="Leave the workspace"
        onConfirm={async () => {
          const result = await leaveWorkspaceAction(slug);
          if (!result.ok) return result.error.message;
          router.push('/workspaces');
          return undefined;
        }}
      />
    </div>
  );
}
