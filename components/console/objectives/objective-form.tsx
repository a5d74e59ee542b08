'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { DialogClose } from '@/components/ui/dialog';

interface ObjectiveFormProps {
  /** Saves what the fields say, or tells what is wrong with it. */
  save: () => Promise<string | undefined>;
  onSaved: () => void;
  children: ReactNode;
}

/** Fields in a dialog, with what was wrong above them. */
export function ObjectiveForm({ save, onSaved, children }: ObjectiveFormProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    const wrong = await save().finally(() => setSaving(false));
    setProblem(wrong);
    if (wrong !== undefined) return;
    onSaved();
    router.refresh();
  };
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      {problem && <Alert kind="error" title="The objective was not saved" text={problem} />}
      {children}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={saving}>
          Save
        </Button>
      </div>
    </form>
  );
}
