'use client';

import { Scale } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { Select } from '@/components/ui/select';
import { type HoldScope, place } from './hold-scope';

const EVERYTHING = 'everything';

interface PlaceHoldButtonProps {
  scope: HoldScope;
  /** Whose conversations can be kept alone; without any, a hold keeps everything. */
  people?: readonly { id: string; name: string }[];
}

export function PlaceHoldButton({ scope, people = [] }: PlaceHoldButtonProps) {
  const [covers, setCovers] = useState(EVERYTHING);
  return (
    <ReasonDialog
      trigger={
        <Button size="sm">
          <Scale aria-hidden /> Place a hold
        </Button>
      }
      title="Place a legal hold?"
      description="Until it is lifted, nothing that it covers expires, is deleted or is erased, by anybody."
      confirmLabel="Place the hold"
      tone="primary"
      done="The hold is in force"
      onConfirm={async (reason) => {
        const personId = covers === EVERYTHING ? undefined : covers;
        const result = await place(scope, { personId, reason });
        return result.ok ? undefined : result.error.message;
      }}
    >
      {people.length > 0 && (
        <Field label="Covers">
          <Select
            value={covers}
            onValueChange={setCovers}
            options={[
              { value: EVERYTHING, label: 'Everything in the workspace' },
              ...people.map(({ id, name }) => ({ value: id, label: `Conversations of ${name}` })),
            ]}
          />
        </Field>
      )}
    </ReasonDialog>
  );
}
