'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { PlainSelect } from '@/components/ui/plain-select';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { noteDifferenceAction } from '@/lib/finance/provider/actions';
import type { ComparedCell, Difference } from '@/lib/finance/provider/schema';
import { DIFFERENCE } from './difference-words';

interface NoteButtonProps {
  cell: ComparedCell;
  difference: Difference;
  assignees: readonly { id: string; name: string }[];
}

/** Gives a difference to somebody, or closes it, with what was found. */
export function NoteButton({ cell, difference, assignees }: NoteButtonProps) {
  const { day, model, batch, tokenType } = cell;
  const { kind, tokens, costUsd, note } = difference;
  const [assignedTo, setAssignedTo] = useState(note?.assignedTo ?? '');
  const [closed, setClosed] = useState(note?.state === 'closed');
  const [, label, meaning] = DIFFERENCE[kind];
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant="ghost" aria-label={`${label}, ${day}: note`}>
          {note?.state === 'closed' ? 'Closed' : note ? 'Assigned' : 'Note'}
        </Button>
      }
      title={`${label} on ${day}`}
      description={meaning}
      confirmLabel="Save"
      tone="primary"
      done="It is noted."
      hint="What was found. It stays in the audit log."
      onConfirm={async (found) => {
        const result = await noteDifferenceAction({
          ...{ day, model, batch, tokenType, kind, tokens, costUsd },
          state: closed ? 'closed' : 'open',
          assignedTo: assignedTo || null,
          note: found,
        });
        return result.ok ? undefined : result.error.message;
      }}
    >
      <div className="space-y-4">
        {note && (
          <p className="break-words text-ink-soft text-sm">
            {note.by}: {note.note}
            {note.moved && ' Since then its amount has changed.'}
          </p>
        )}
        <Field label="Looked into by">
          <PlainSelect
            value={assignedTo}
            options={[
              { value: '', label: 'Nobody yet' },
              ...assignees.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChoose={setAssignedTo}
          />
        </Field>
        <Field label="Close it" hint="It opens again when its amount changes." layout="inline">
          <Checkbox checked={closed} onCheckedChange={(on) => setClosed(on === true)} />
        </Field>
      </div>
    </ReasonDialog>
  );
}
