'use client';

import { Link2, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { toast } from 'sonner';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { removeMemberAction, renewInvitationAction } from '@/lib/people/actions';
import type { MemberView } from '@/lib/people/schema';
import { EraseMember } from './erase-member';
import type { NamedLink } from './link-dialog';

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
      {erases && <EraseMember slug={slug} member={member} />}
    </div>
  );
}
