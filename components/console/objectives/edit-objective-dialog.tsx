'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Switch } from '@/components/ui/switch';
import { editObjectiveAction } from '@/lib/console/objectives/actions';
import { editObjectiveSchema, type ObjectiveView } from '@/lib/console/objectives/schema';
import { draftOf, editedOf } from './objective-draft';
import { PromisedFields, ReasonField } from './objective-fields';
import { ObjectiveForm } from './objective-form';
import { objectiveWords } from './objective-words';

export function EditObjectiveDialog({ objective }: { objective: ObjectiveView }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm" aria-label={`Edit ${objective.name}`}>
          Edit
        </Button>
      </DialogTrigger>
      <DialogContent title={objective.name} description={objectiveWords(objective)}>
        <EditForm objective={objective} onSaved={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function EditForm({ objective, onSaved }: { objective: ObjectiveView; onSaved: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(objective));
  const fields = {
    draft,
    onChange: (change: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...change })),
  };
  const save = async () => {
    const parsed = editObjectiveSchema.safeParse(editedOf(objective.id, draft));
    if (!parsed.success) return parsed.error.issues[0]?.message ?? 'A field is not valid.';
    const result = await editObjectiveAction(parsed.data);
    return result.ok ? undefined : result.error.message;
  };
  return (
    <ObjectiveForm save={save} onSaved={onSaved}>
      <Field label="The objective is on" layout="inline">
        <Switch
          checked={draft.enabled}
          onCheckedChange={(enabled) => fields.onChange({ enabled })}
        />
      </Field>
      <PromisedFields {...fields} />
      <ReasonField {...fields} />
    </ObjectiveForm>
  );
}
