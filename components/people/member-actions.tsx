'use client';

import { Link2, LogOut, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import {
  removeMemberAction,
  renewInvitationAction,
  signOutMemberAction,
} from '@/lib/people/actions';
import type { MemberView } from '@/lib/people/schema';
import { EraseMember } from './erase-member';
import type { NamedLink } from './link-dialog';
import { MakeOwner } from './make-owner';

interface MemberActionsProps {
  slug: string;
  member: MemberView;
  /** Owners alone. */
  erases: boolean;
  onLink: (link: NamedLink) => void;
}

export function MemberActions({ slug, member, erases, onLink }: MemberActionsProps) {
  const router = useRouter();
  const { id, name } = member;
  const renew = async () => {
    const result = await renewInvitationAction(slug, { id });
    if (result.ok) onLink({ name, link: result.value.link, kind: result.value.kind });
    else toast.error('No link was made', { description: result.error.message });
    router.refresh();
  };
  return (
    <div className="flex justify-end gap-1">
      {member.invited && (
        <Button size="sm" onClick={renew}>
          <Link2 aria-hidden /> New link
        </Button>
      )}
      {!member.invited && (
        <ConfirmDialog
          trigger={
            <Button variant="ghost" size="icon-sm" aria-label={`Sign ${name} out`}>
              <LogOut aria-hidden />
            </Button>
          }
          title={`Sign ${name} out on all devices?`}
          description="At once, also in the middle of an answer. They can sign in again; to keep them out, remove them. Other workspaces of the same person notice nothing."
          confirmLabel="Sign out"
          onConfirm={async () => {
            const result = await signOutMemberAction(slug, { id });
            if (result.ok) toast.success(`${name} is signed out`);
            return result.ok ? undefined : result.error.message;
          }}
        />
      )}
      <ConfirmDialog
        trigger={
          <Button variant="danger-ghost" size="icon-sm" aria-label={`Remove ${name}`}>
            <Trash2 aria-hidden />
          </Button>
        }
        title={`Remove ${name}?`}
        description="They can no longer open this workspace, and their conversations here are deleted, or kept for as long as a legal hold asks for it. Documents they uploaded stay."
        confirmLabel="Remove from the workspace"
        onConfirm={async () => {
          const result = await removeMemberAction(slug, { id });
          router.refresh();
          return result.ok ? undefined : result.error.message;
        }}
      />
      {erases && !member.invited && <MakeOwner slug={slug} member={member} />}
      {erases && <EraseMember slug={slug} member={member} />}
    </div>
  );
}
