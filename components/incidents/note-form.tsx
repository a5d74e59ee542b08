'use client';

import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';
import { addNoteAction } from '@/lib/incidents/actions';
import { addEntrySchema } from '@/lib/incidents/schema';
import { useSubmit } from './use-submit';

/** Adds to the timeline. */
export function NoteForm({ id }: { id: string }) {
  const { problem, setProblem, sending, submit } = useSubmit();
  const [text, setText] = useState('');
  const add = async (event: FormEvent) => {
    event.preventDefault();
    const parsed = addEntrySchema.safeParse({ id, text });
    if (!parsed.success) return setProblem(parsed.error.issues[0]?.message);
    const said = await submit(
      async () => {
        const result = await addNoteAction(parsed.data);
        return result.ok ? { ok: true as const, value: true } : result;
      },
      () => 'It is in the timeline.',
    );
    if (said) setText('');
  };
  return (
    <form onSubmit={add} noValidate className="mt-6 space-y-3">
      {problem && <Alert kind="error" title="The note was not added" text={problem} />}
      <Field label="Add a note" hint="It cannot be changed afterwards.">
        <Textarea
          value={text}
          rows={2}
          maxLength={2000}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <Button type="submit" loading={sending}>
        Add note
      </Button>
    </form>
  );
}
