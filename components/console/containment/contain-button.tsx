'use client';

import { ShieldAlert } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PlainSelect } from '@/components/ui/plain-select';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { containAction } from '@/lib/containment/actions';
import type { HandAction } from '@/lib/tenancy/schema';
import {
  actionOf,
  FIRST_DRAFT,
  type HandDraft,
  KINDS,
  MODEL_OPTIONS,
  TOOL_OPTIONS,
} from './hand-draft';
import { KeyField } from './key-field';
import { LengthField, USUAL_MINUTES } from './length-field';

/** Holds one tenant back for a while, in one of the ways there are. */
export function ContainButton({ tenantId, name }: { tenantId: string; name: string }) {
  const [draft, setDraft] = useState(FIRST_DRAFT);
  const [minutes, setMinutes] = useState(USUAL_MINUTES);
  const set = (change: Partial<HandDraft>) => setDraft((before) => ({ ...before, ...change }));
  const kind = KINDS.find(({ value }) => value === draft.kind);
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant="danger-ghost">
          <ShieldAlert aria-hidden /> Contain
        </Button>
      }
      title={`Contain ${name}?`}
      description="In force everywhere within a second. Nothing is deleted."
      confirmLabel="Contain it"
      done={`${name} is contained.`}
      hint="For the audit logs; the tenant is told what holds it back, not why."
      onConfirm={async (reason) => {
        const chosen = actionOf(draft);
        if ('problem' in chosen) return chosen.problem;
        const { action } = chosen;
        const result = await containAction({ tenantId, action, minutes: Number(minutes), reason });
        return result.ok ? undefined : result.error.message;
      }}
    >
      <div className="space-y-4">
        <Field label="What to do" hint={kind?.hint}>
          <PlainSelect
            options={KINDS}
            value={draft.kind}
            onChoose={(value) => set({ kind: value as HandAction['kind'] })}
          />
        </Field>
        <KindFields tenantId={tenantId} draft={draft} onChange={set} />
        <LengthField value={minutes} onChange={setMinutes} />
      </div>
    </ReasonDialog>
  );
}

interface KindFieldsProps {
  tenantId: string;
  draft: HandDraft;
  onChange: (change: Partial<HandDraft>) => void;
}

function KindFields({ tenantId, draft, onChange }: KindFieldsProps) {
  const figure = (key: 'requestsPerMinute' | 'tokensPerMinute', label: string) => (
    <Field label={label}>
      <Input
        value={draft[key]}
        inputMode="numeric"
        className="tabular"
        autoComplete="off"
        onChange={(event) => onChange({ [key]: event.target.value })}
      />
    </Field>
  );
  switch (draft.kind) {
    case 'cap':
      return (
        <div className="grid gap-4 sm:grid-cols-2">
          {figure('requestsPerMinute', 'Requests a minute, at most')}
          {figure('tokensPerMinute', 'Tokens a minute, at most')}
        </div>
      );
    case 'quarantine':
      return (
        <KeyField
          tenantId={tenantId}
          value={draft.keyId}
          onChange={(keyId) => onChange({ keyId })}
        />
      );
    case 'model':
      return (
        <Field label="Model">
          <PlainSelect
            options={MODEL_OPTIONS}
            value={draft.model}
            onChoose={(model) => onChange({ model })}
          />
        </Field>
      );
    case 'tool':
      return (
        <Field label="Tool">
          <PlainSelect
            options={TOOL_OPTIONS}
            value={draft.tool}
            onChoose={(tool) => onChange({ tool })}
          />
        </Field>
      );
    default:
      return null;
  }
}
