'use client';

import { Users } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { removeGroupAction } from '@/lib/policies/actions';
import type { GroupEdit } from '@/lib/policies/group-edits/schema';
import type { TenantGroup } from '@/lib/policies/schema';
import { GroupDialog } from './group-dialog';
import { GroupEdits } from './group-edits';
import { namesOf } from './group-words';

interface GroupListProps {
  groups: readonly TenantGroup[];
  /** Of all of them, newest first. */
  edits: readonly GroupEdit[];
  tenants: readonly { id: string; name: string }[];
  acts: boolean;
}

export function GroupList({ groups, edits, tenants, acts }: GroupListProps) {
  if (groups.length === 0)
    return <EmptyState bare icon={<Users />} title="No groups of tenants yet" />;
  const remove = async (id: string, reason: string) => {
    const result = await removeGroupAction({ id, reason });
    return result.ok ? undefined : result.error.message;
  };
  return (
    <ul className="divide-y divide-line">
      {groups.map((group) => (
        <li key={group.id} className="space-y-2 px-5 py-4 text-sm">
          <div className="flex flex-wrap items-start justify-between gap-3">
            <div className="min-w-0 space-y-1">
              <p className="font-medium [overflow-wrap:anywhere]">{group.name}</p>
              <p className="text-ink-soft [overflow-wrap:anywhere]">
                {namesOf(group.tenants) || 'Nobody is in it.'}
              </p>
            </div>
            {acts && (
              <div className="flex gap-2">
                <GroupDialog
                  key={group.tenants.map(({ id }) => id).join()}
                  group={group}
                  tenants={tenants}
                  trigger={
                    <Button size="sm" aria-label={`Edit the group ${group.name}`}>
                      Edit
                    </Button>
                  }
                />
                <ReasonDialog
                  trigger={
                    <Button size="sm" variant="ghost" aria-label={`Remove the group ${group.name}`}>
                      Remove
                    </Button>
                  }
                  title={`Remove the group ${group.name}?`}
                  description="Policies stay as they are."
                  confirmLabel="Remove"
                  done="The group was removed."
                  onConfirm={(reason) => remove(group.id, reason)}
                />
              </div>
            )}
          </div>
          <GroupEdits
            group={group}
            edits={edits.filter((edit) => edit.group === group.id)}
            acts={acts}
          />
        </li>
      ))}
    </ul>
  );
}
