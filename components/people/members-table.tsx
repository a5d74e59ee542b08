'use client';

import { useMemo } from 'react';
import { type DataColumn, DataTable } from '@/components/ui/data-table';
import { Time } from '@/components/ui/time';
import type { MemberView } from '@/lib/people/schema';
import { MemberActions } from './member-actions';
import type { MembersProps } from './member-cards';
import { MemberName } from './member-name';
import { MemberRole } from './member-role';

export function MembersTable({ slug, members, changesRoles, onLink }: MembersProps) {
  const columns = useMemo(
    () =>
      columnsOf(
        { slug, changesRoles, onLink },
        members.some((each) => each.manageable),
      ),
    [slug, changesRoles, onLink, members],
  );
  return (
    <DataTable
      label="People"
      columns={columns}
      rows={members}
      rowId={(member) => member.id}
      empty={null}
    />
  );
}

function columnsOf(
  { slug, changesRoles, onLink }: Omit<MembersProps, 'members'>,
  manages: boolean,
): DataColumn<MemberView>[] {
  const columns: DataColumn<MemberView>[] = [
    {
      id: 'name',
      header: 'Name',
      className: 'min-w-56',
      sortBy: (member) => member.name,
      cell: (member) => <MemberName member={member} />,
    },
    {
      id: 'role',
      header: 'Role',
      sortBy: (member) => member.role,
      cell: (member) => <MemberRole slug={slug} member={member} changesRoles={changesRoles} />,
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
        member.manageable && (
          <MemberActions slug={slug} member={member} erases={changesRoles} onLink={onLink} />
        ),
    });
  }
  return columns;
}
