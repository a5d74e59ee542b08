'use client';

import { Link2, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useMemo, useState } from 'react';
import { toast } from 'sonner';
import { ROLE_LABEL } from '@/components/portal/role-label';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Avatar } from '@/components/ui/avatar';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { type DataColumn, DataTable } from '@/components/ui/data-table';
import { Select } from '@/components/ui/select';
import { Time } from '@/components/ui/time';
import { changeRoleAction, removeMemberAction, renewInvitationAction } from '@/lib/people/actions';
import type { MemberView } from '@/lib/people/schema';
import { LinkDialog, type NamedLink } from './link-dialog';

interface MembersTableProps {
  slug: string;
  members: readonly MemberView[];
  /** Owners alone make and unmake admins. */
  changesRoles: boolean;
}

export function MembersTable({ slug, members, changesRoles }: MembersTableProps) {
  const [link, setLink] = useState<NamedLink>();
  const columns = useMemo(
    () =>
      columnsOf(
        slug,
        changesRoles,
        members.some((each) => each.manageable),
        setLink,
      ),
    [slug, changesRoles, members],
  );
  return (
    <>
      <DataTable
        label="People"
        columns={columns}
        rows={members}
        rowId={(member) => member.id}
        empty={null}
      />
      <LinkDialog link={link} onClose={() => setLink(undefined)} />
    </>
  );
}

function columnsOf(
  slug: string,
  changesRoles: boolean,
  manages: boolean,
  onLink: (link: NamedLink) => void,
): DataColumn<MemberView>[] {
  const columns: DataColumn<MemberView>[] = [
    {
      id: 'name',
      header: 'Name',
      className: 'min-w-56',
      sortBy: (member) => member.name,
      cell: (member) => (
        <div className="flex min-w-0 items-center gap-3">
          <Avatar name={member.name} />
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-x-2 font-medium">
              {member.name}
              {member.invited && <Badge tone="warn">Invited</Badge>}
            </p>
            <p className="break-all text-ink-faint text-xs">{member.email}</p>
          </div>
        </div>
      ),
    },
    {
      id: 'role',
      header: 'Role',
      sortBy: (member) => member.role,
      cell: (member) =>
        member.manageable && changesRoles ? (
          <RoleSelect slug={slug} member={member} />
        ) : (
          ROLE_LABEL[member.role]
        ),
    },
    {
      id: 'joined',
      header: 'Added',
      sortBy: (member) => member.joinedAt,
      cell: (member) => <Time value={member.joinedAt} mode="date" className="whitespace-nowrap" />,
    },
  ];
  if (manages) {
    columns.push({
      id: 'actions',
      header: <span className="sr-only">Actions</span>,
      align: 'right',
      className: 'w-px',
      cell: (member) =>
        member.manageable && <MemberActions slug={slug} member={member} onLink={onLink} />,
    });
  }
  return columns;
}

function RoleSelect({ slug, member }: { slug: string; member: MemberView }) {
  const router = useRouter();
  const change = async (value: string) => {
    const role = value === 'admin' ? 'admin' : 'member';
    const result = await changeRoleAction(slug, { id: member.id, role });
    if (result.ok) toast.success(`${member.name} is ${role === 'admin' ? 'an admin' : 'a member'}`);
    else toast.error('The role was not changed', { description: result.error.message });
    router.refresh();
  };
  return (
    <Select
      size="sm"
      aria-label={`Role of ${member.name}`}
      className="w-28"
      value={member.role}
      onValueChange={change}
      options={[
        { value: 'admin', label: ROLE_LABEL.admin },
        { value: 'member', label: ROLE_LABEL.member },
      ]}
    />
  );
}

interface MemberActionsProps {
  slug: string;
  member: MemberView;
  onLink: (link: NamedLink) => void;
}

function MemberActions({ slug, member, onLink }: MemberActionsProps) {
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
        description="They can no longer open this workspace, and their conversations here are deleted. Documents they uploaded stay."
        confirmLabel="Remove from the workspace"
        onConfirm={async () => {
          const result = await removeMemberAction(slug, { id });
          router.refresh();
          return result.ok ? undefined : result.error.message;
        }}
      />
    </div>
  );
}
