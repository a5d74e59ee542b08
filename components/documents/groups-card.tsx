'use client';

import { Pencil, Trash2, UserPlus, Users } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import {
  createGroupAction,
  deleteGroupAction,
  renameGroupAction,
} from '@/lib/documents/groups/actions';
import type { GroupView } from '@/lib/documents/groups/schema';
import type { Choice } from './choice-list';
import { GroupMembersDialog } from './group-members-dialog';
import { NameDialog } from './name-dialog';
import { tellUndo } from './tell-undo';

interface GroupsCardProps {
  slug: string;
  groups: readonly GroupView[];
  people: readonly Choice[];
}

/** Groups of people, to whom folders are made readable. */
export function GroupsCard({ slug, groups, people }: GroupsCardProps) {
  const router = useRouter();
  const [creating, setCreating] = useState(false);
  return (
    <Card
      flush
      title="Groups"
      description="People who read the same folders."
      actions={
        <Button onClick={() => setCreating(true)}>
          <UserPlus aria-hidden /> New group
        </Button>
      }
    >
      {groups.length === 0 ? (
        <EmptyState
          bare
          title="No groups yet"
          text="Make one to give several people a folder."
          action={<Button onClick={() => setCreating(true)}>Make a group</Button>}
        />
      ) : (
        <ul className="divide-y divide-line">
          {groups.map((group) => (
            <GroupRow key={group.id} slug={slug} group={group} people={people} />
          ))}
        </ul>
      )}
      <NameDialog
        open={creating}
        onOpenChange={setCreating}
        title="New group"
        label="Name"
        submitLabel="Create group"
        onSubmit={async (name) => {
          const result = await createGroupAction(slug, { name });
          router.refresh();
          return result.ok ? undefined : result.error.message;
        }}
      />
    </Card>
  );
}

type GroupRowProps = Omit<GroupsCardProps, 'groups'> & { group: GroupView };

function GroupRow({ slug, group, people }: GroupRowProps) {
  const router = useRouter();
  const [open, setOpen] = useState<'members' | 'rename' | 'delete'>();
  const ends = (what: typeof open) => (shown: boolean) => setOpen(shown ? what : undefined);
  const { id, name, memberIds } = group;
  const names = people.filter((each) => memberIds.includes(each.id)).map((each) => each.name);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
      <div className="min-w-0 flex-1 basis-48">
        <p className="break-words font-medium text-sm">{name}</p>
        <p className="text-[0.8125rem] text-ink-faint">{names.join(', ') || 'Nobody yet'}</p>
      </div>
      <div className="flex gap-1">
        <Button size="sm" onClick={() => setOpen('members')} aria-label={`Members of ${name}`}>
          <Users aria-hidden /> Members
        </Button>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Rename ${name}`}
          onClick={() => setOpen('rename')}
        >
          <Pencil aria-hidden />
        </Button>
        <Button
          variant="danger-ghost"
          size="icon-sm"
          aria-label={`Delete ${name}`}
          onClick={() => setOpen('delete')}
        >
          <Trash2 aria-hidden />
        </Button>
      </div>
      <GroupMembersDialog
        slug={slug}
        group={group}
        people={people}
        open={open === 'members'}
        onOpenChange={ends('members')}
        onSaved={() => router.refresh()}
      />
      <NameDialog
        open={open === 'rename'}
        onOpenChange={ends('rename')}
        title="Rename group"
        label="Name"
        initial={name}
        submitLabel="Rename"
        onSubmit={async (next) => {
          const result = await renameGroupAction(slug, { id, name: next });
          router.refresh();
          return result.ok ? undefined : result.error.message;
        }}
      />
      <ConfirmDialog
        open={open === 'delete'}
        onOpenChange={ends('delete')}
        title={`Delete the group ${name}?`}
        description="Its members can no longer read the folders that were open to it alone."
        confirmLabel="Delete group"
        onConfirm={async () => {
          const result = await deleteGroupAction(slug, { id });
          router.refresh();
          if (!result.ok) return result.error.message;
          tellUndo(slug, { kind: 'group', id, name }, () => router.refresh());
          return undefined;
        }}
      />
    </li>
  );
}
