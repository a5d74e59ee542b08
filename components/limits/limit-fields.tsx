'use client';

import type { ReactNode } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { OWN_LIMITS, type OwnLimit } from '@/lib/tenancy/schema';
import { type LimitDraft, limitLabel } from './limit-draft';

interface LimitFieldsProps {
  draft: LimitDraft;
  onChange: (draft: LimitDraft) => void;
  hint: (limit: OwnLimit) => ReactNode;
  errors: Record<string, string>;
}

/** One field for each limit that a workspace moves or asks for. */
export function LimitFields({ draft, onChange, hint, errors }: LimitFieldsProps) {
  return (
    <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2">
      {OWN_LIMITS.map((limit) => (
        <Field key={limit} label={limitLabel(limit)} hint={hint(limit)} error={errors[limit]}>
          <Input
            value={draft[limit]}
            onChange={(event) => onChange({ ...draft, [limit]: event.target.value })}
            inputMode={limit === 'priceNanoPerMonth' ? 'decimal' : 'numeric'}
            autoComplete="off"
            className="tabular"
          />
        </Field>
      ))}
    </div>
  );
}
