'use client';

import { Button } from '@/components/ui/button';
import { EntryList } from '@/components/ui/entry-list';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { Time } from '@/components/ui/time';
import { setGroupAction } from '@/lib/policies/actions';
import type { GroupEdit } from '@/lib/policies/group-edits/schema';
import type { TenantGroup } from '@/lib/policies/schema';
import { membershipWords } from './group-words';

interface GroupEditsProps {
  group: TenantGroup;
  /** Newest first. */
  edits: readonly GroupEdit[];
  acts: boolean;
}

/** Who came and who went, why, and what takes it back. */
export function GroupEdits({ group, edits, acts }: GroupEditsProps) {
  return (
    <details>
      <summary className="w-fit cursor-pointer rounded-sm text-accent-text touch:py-2">
        Changes of the group {group.name}
      </summary>
      <div className="-mx-5">
        <EntryList
          none={{ title: 'No changes yet', text: 'It is as it was put together.' }}
          entries={edits.map((edit) => ({
            id: edit.id,
            title: membershipWords(edit) || 'Only tenants that were erased since',
            note: (
              <>
                {`${edit.author}: ${edit.reason} · `}
                <Time value={edit.at} mode="absolute" />
              </>
            ),
            aside: acts && <TakeBack group={group} edit={edit} />,
          }))}
        />
      </div>
    </details>
  );
}

/** Who came goes and who went comes back, where that still stands; nothing where it does not. */
function TakeBack({ group, edit }: { group: TenantGroup; edit: GroupEdit }) {
  const isIn = ({ id }: { id: string }) => group.tenants.some((tenant) => tenant.id === id);
  const added = edit.removed.filter((tenant) => !isIn(tenant));
  const removed = edit.added.filter(isIn);
  if (added.length + removed.length === 0) return null;
  const words = membershipWords({ added, removed });
  const idsOf = (tenants: readonly { id: string }[]) => tenants.map(({ id }) => id);
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" aria-label={`Take back. ${words}`}>
          Take back
        </Button>
      }
      title={`Take back this change of ${group.name}?`}
      description={`${words} Policies stay as they are.`}
      confirmLabel="Take back"
      tone="primary"
      done="It was taken back."
      onConfirm={async (reason) => {
        const change = { id: group.id, added: idsOf(added), removed: idsOf(removed), reason };
        const result = await setGroupAction(change);
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
