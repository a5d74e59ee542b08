'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { addObjectiveAction } from '@/lib/console/objectives/actions';
import { addObjectiveSchema } from '@/lib/console/objectives/schema';
import { addedOf, newDraft } from './objective-draft';
import { CountedFields, PromisedFields, ReasonField } from './objective-fields';
import { ObjectiveForm } from './objective-form';

export function AddObjectiveDialog() {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm" variant="primary">
          Add an objective
        </Button>
      </DialogTrigger>
      <DialogContent
        title="What is promised?"
        description="Operators are told where notices go as soon as its error budget burns too fast."
      >
        <AddForm onSaved={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function AddForm({ onSaved }: { onSaved: () => void }) {
  const [draft, setDraft] = useState(newDraft);
  const fields = {
    draft,
    onChange: (change: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...change })),
  };
  const save = async () => {
    const parsed = addObjectiveSchema.safeParse(addedOf(draft));
    if (!parsed.success) return parsed.error.issues[0]?.message ?? 'A field is not valid.';
    const result = await addObjectiveAction(parsed.data);
    return result.ok ? undefined : result.error.message;
  };
  return (
    <ObjectiveForm save={save} onSaved={onSaved}>
      <CountedFields {...fields} />
      <PromisedFields {...fields} />
      <ReasonField {...fields} />
    </ObjectiveForm>
  );
}
