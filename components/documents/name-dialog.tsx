'use client';

import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

interface NameDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  label: string;
  initial?: string;
  submitLabel: string;
  /** Resolves with a sentence to stay open and show it. */
  onSubmit: (name: string) => Promise<string | undefined>;
}

/** Asks for one name. */
export function NameDialog({ open, onOpenChange, title, description, ...form }: NameDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title={title} description={description} size="sm">
        <NameForm {...form} onDone={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  );
}

type NameFormProps = Pick<NameDialogProps, 'label' | 'initial' | 'submitLabel' | 'onSubmit'> & {
  onDone: () => void;
};

function NameForm({ label, initial = '', submitLabel, onSubmit, onDone }: NameFormProps) {
  const [name, setName] = useState(initial);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (name.trim() === '') return setProblem('A name is needed.');
    if (name.trim() === initial) return onDone();
    setBusy(true);
    const said = await onSubmit(name.trim()).catch(() => 'That did not work. Try again.');
    setBusy(false);
    setProblem(said);
    if (!said) onDone();
  };
  return (
    <form onSubmit={submit} className="space-y-5 pt-1">
      <Field label={label} error={problem}>
        <Input
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
          onFocus={(event) => event.target.select()}
        />
      </Field>
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={busy}>
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
