'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { ConfirmDialog } from './alert-dialog';
import { Field } from './field';
import { Textarea } from './textarea';

interface NoteDialogProps {
  trigger: ReactNode;
  title: string;
  /** What will happen, and where the note will be read. */
  description: string;
  confirmLabel: string;
  /** What is asked for. */
  label: string;
  /** Resolves with a sentence when it was refused. */
  onConfirm: (note: string) => Promise<string | undefined>;
}

/** Asks for a note that stays beside what it is about. */
export function NoteDialog({ label, onConfirm, ...dialog }: NoteDialogProps) {
  const router = useRouter();
  const [note, setNote] = useState('');
  const confirm = async () => {
    const refused = await onConfirm(note);
    if (!refused) router.refresh();
    return refused;
  };
  return (
    <ConfirmDialog {...dialog} tone="primary" onConfirm={confirm}>
      <Field label={label} required>
        <Textarea value={note} onChange={(event) => setNote(event.target.value)} rows={3} />
      </Field>
    </ConfirmDialog>
  );
}
