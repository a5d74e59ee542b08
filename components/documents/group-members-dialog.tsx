'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent } from '@/components/ui/dialog';
import { setGroupMembersAction } from '@/lib/documents/groups/actions';
import type { GroupView } from '@/lib/documents/groups/schema';
import { type Choice, ChoiceList } from './choice-list';

interface GroupMembersDialogProps {
  slug: string;
  group: GroupView;
  people: readonly Choice[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onSaved: () => void;
}

export function GroupMembersDialog({ open, onOpenChange, ...rest }: GroupMembersDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      {open && <MembersForm {...rest} onClose={() => onOpenChange(false)} />}
    </Dialog>
  );
}

type MembersFormProps = Omit<GroupMembersDialogProps, 'open' | 'onOpenChange'> & {
  onClose: () => void;
};

function MembersForm({ slug, group, people, onSaved, onClose }: MembersFormProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(group.memberIds));
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const result = await setGroupMembersAction(slug, { id: group.id, memberIds: [...chosen] });
    setBusy(false);
    setProblem(result.ok ? undefined : result.error.message);
    if (!result.ok) return;
    onSaved();
    onClose();
  };
  return (
    <DialogContent
      title={`Members of ${group.name}`}
      description="They may read every folder that the group may read."
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button variant="primary" loading={busy} onClick={save}>
            Save
          </Button>
        </>
      }
    >
      <ChoiceList
        label="People"
        choices={people}
        chosen={chosen}
        onChange={setChosen}
        empty="Nobody belongs to the workspace yet."
      />
      {problem && (
        <p role="alert" className="mt-3 rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
          {problem}
        </p>
      )}
    </DialogContent>
  );
}
