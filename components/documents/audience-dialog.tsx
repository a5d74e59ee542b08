'use client';

import { RadioGroup } from 'radix-ui';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent } from '@/components/ui/dialog';
import { setFolderAudienceAction } from '@/lib/documents/folders/actions';
import { AUDIENCES, type Audience, type FolderView } from '@/lib/documents/folders/schema';
import { type Choice, ChoiceList } from './choice-list';

interface AudienceDialogProps {
  slug: string;
  folder: FolderView;
  groups: readonly Choice[];
  people: readonly Choice[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onSaved: () => void;
}

/** Who may read a folder. Owners and admins always may. */
export function AudienceDialog({ open, onOpenChange, ...rest }: AudienceDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      {open && <AudienceForm {...rest} onClose={() => onOpenChange(false)} />}
    </Dialog>
  );
}

const LABEL: Record<Audience, string> = {
  everyone: 'Everyone in the workspace',
  groups: 'Some groups',
  people: 'Some people',
};

type AudienceFormProps = Omit<AudienceDialogProps, 'open' | 'onOpenChange'> & {
  onClose: () => void;
};

function AudienceForm({ slug, folder, groups, people, onSaved, onClose }: AudienceFormProps) {
  const [audience, setAudience] = useState(folder.audience);
  const [groupIds, setGroupIds] = useState<ReadonlySet<string>>(new Set(folder.groupIds));
  const [personIds, setPersonIds] = useState<ReadonlySet<string>>(new Set(folder.personIds));
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    const { id } = folder;
    setBusy(true);
    const result = await setFolderAudienceAction(
      slug,
      audience === 'groups'
        ? { id, audience, groupIds: [...groupIds] }
        : audience === 'people'
          ? { id, audience, personIds: [...personIds] }
          : { id, audience },
    );
    setBusy(false);
    setProblem(result.ok ? undefined : result.error.message);
    if (!result.ok) return;
    onSaved();
    onClose();
  };
  return (
    <DialogContent
      title={`Who may read ${folder.name}`}
      description="Answers, citations and links obey it from the next question on. Owners and admins may read every folder."
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
      <RadioGroup.Root
        aria-label="Readers"
        value={audience}
        onValueChange={(value) =>
          setAudience(AUDIENCES.find((each) => each === value) ?? 'everyone')
        }
        className="mb-4 space-y-1"
      >
        {AUDIENCES.map((each) => (
          <RadioGroup.Item
            key={each}
            value={each}
            className="flex w-full items-center gap-3 rounded-md px-2 py-2 text-left text-sm hover:bg-ink/4 touch:min-h-11"
          >
            <span className="flex size-4 items-center justify-center rounded-full border border-edge">
              <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
            </span>
            {LABEL[each]}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      {audience === 'groups' && (
        <ChoiceList
          label="Groups"
          choices={groups}
          chosen={groupIds}
          onChange={setGroupIds}
          empty="There are no groups yet. Create one on this page first."
        />
      )}
      {audience === 'people' && (
        <ChoiceList
          label="People"
          choices={people}
          chosen={personIds}
          onChange={setPersonIds}
          empty="Nobody but owners and admins belongs to the workspace yet."
        />
      )}
      {problem && (
        <p role="alert" className="mt-3 rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
          {problem}
        </p>
      )}
    </DialogContent>
  );
}
