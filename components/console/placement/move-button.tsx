'use client';

import { Truck } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { Select } from '@/components/ui/select';
import { requestMoveAction } from '@/lib/placement/actions';
import { requestMoveSchema, type Target } from '@/lib/placement/schema';
import { DATABASE_WORDS, STORE_WORDS, TIER_WORDS } from './place-words';

interface MoveButtonProps {
  tenantId: string;
  name: string;
  now: Target;
}

/** Asks where the tenant's data should go, and why. */
export function MoveButton({ tenantId, name, now }: MoveButtonProps) {
  const [target, setTarget] = useState<Record<keyof Target, string>>(now);
  const choose = (field: keyof Target) => (value: string) =>
    setTarget((before) => ({ ...before, [field]: value }));
  const move = async (reason: string) => {
    const given = requestMoveSchema.safeParse({ tenantId, target, reason });
    if (!given.success) return given.error.issues[0]?.message;
    const result = await requestMoveAction(given.data);
    return result.ok ? undefined : result.error.message;
  };
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant="secondary">
          <Truck aria-hidden /> Move
        </Button>
      }
      hint="For the audit logs, the tenant’s included."
      title={`Move the data of ${name}?`}
      description="Everything is copied and compared while its people go on working. The place it leaves is kept up to date as the way back, for a day or until you give it up."
      confirmLabel="Move data"
      tone="primary"
      done="The move was asked for."
      onConfirm={move}
    >
      <Field label="Vector store">
        <Select
          options={options(STORE_WORDS)}
          value={target.vectorStore}
          onValueChange={choose('vectorStore')}
        />
      </Field>
      <Field label="Vectors lie in">
        <Select
          options={options(TIER_WORDS)}
          value={target.vectorTier}
          onValueChange={choose('vectorTier')}
        />
      </Field>
      <Field
        label="Database"
        hint="Rows move in one short moment in which questions of all tenants wait."
      >
        <Select
          options={options(DATABASE_WORDS)}
          value={target.databaseTier}
          onValueChange={choose('databaseTier')}
        />
      </Field>
    </ReasonDialog>
  );
}

function options(words: Record<string, string>) {
  return Object.entries(words).map(([value, label]) => ({
    value,
    label: label.charAt(0).toUpperCase() + label.slice(1),
  }));
}
