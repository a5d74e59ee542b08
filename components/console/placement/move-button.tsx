'use client';

import { Truck } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { Select } from '@/components/ui/select';
import { proposeMoveAction } from '@/lib/placement/actions';
import { proposeMoveSchema, type Target } from '@/lib/placement/schema';
import { utc } from '../addon-draft';
import { DATABASE_WORDS, STORE_WORDS, TIER_WORDS } from './place-words';

interface MoveButtonProps {
  tenantId: string;
  name: string;
  /** What the choice begins with: where the data is, or what a manifest says. */
  wanted: Target;
}

/** Asks where the tenant's data should go, when and why, and proposes that. */
export function MoveButton({ tenantId, name, wanted }: MoveButtonProps) {
  const [target, setTarget] = useState<Record<keyof Target, string>>(wanted);
  const [begins, setBegins] = useState('');
  const choose = (field: keyof Target) => (value: string) =>
    setTarget((before) => ({ ...before, [field]: value }));
  const propose = async (reason: string) => {
    const startsAt = begins === '' ? null : utc(begins);
    const given = proposeMoveSchema.safeParse({ tenantId, target, reason, startsAt });
    if (!given.success) return given.error.issues[0]?.message;
    const result = await proposeMoveAction(given.data);
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
      description="Another operator decides on it. Then everything is copied and compared while its people go on working. The place it leaves is kept up to date as the way back, for a day or until it is given up."
      confirmLabel="Propose the move"
      tone="primary"
      done="The move was proposed. Another operator has to approve it."
      onConfirm={propose}
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
      <Field label="Begins (UTC)" optional hint="Empty: once it is approved.">
        <Input
          type="datetime-local"
          value={begins}
          onChange={(event) => setBegins(event.target.value)}
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
