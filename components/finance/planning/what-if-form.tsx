'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { modelName } from '@/components/console/status-badges';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PlainSelect } from '@/components/ui/plain-select';

interface WhatIfFormProps {
  plans: readonly string[];
  models: readonly string[];
  tenants: readonly { id: string; name: string }[];
}

const NONE = { value: '', label: 'As it is' };

/** What would be otherwise; the server reads it from the URL. */
export function WhatIfForm({ plans, models, tenants }: WhatIfFormProps) {
  const [given, setGiven] = useQueryStates(
    {
      priceBp: parseAsString,
      fromPlan: parseAsString,
      toPlan: parseAsString,
      fromModel: parseAsString,
      toModel: parseAsString,
      tenant: parseAsString,
    },
    { shallow: false, scroll: false },
  );
  const [percent, setPercent] = useState(given.priceBp ? String(Number(given.priceBp) / 100) : '0');
  const ofPlans = [NONE, ...plans.map((value) => ({ value, label: value }))];
  const ofModels = [NONE, ...models.map((value) => ({ value, label: modelName(value) }))];
  const choice = (label: string, name: keyof typeof given, options: typeof ofPlans) => (
    <Field label={label}>
      <PlainSelect
        aria-label={label}
        value={given[name] ?? ''}
        onChoose={(value) => setGiven({ [name]: value || null })}
        options={options}
      />
    </Field>
  );
  return (
    <form
      className="mb-6 grid gap-4 sm:grid-cols-2 lg:grid-cols-3"
      onSubmit={(event) => {
        event.preventDefault();
        const basisPoints = Math.round(Number(percent) * 100);
        setGiven({ priceBp: basisPoints ? String(basisPoints) : null });
      }}
    >
      {choice('Of the plan', 'fromPlan', ofPlans)}
      {choice('To the plan', 'toPlan', ofPlans)}
      {choice('Tenant', 'tenant', [
        { value: '', label: 'All tenants' },
        ...tenants.map(({ id, name }) => ({ value: id, label: name })),
      ])}
      {choice('Of the model', 'fromModel', ofModels)}
      {choice('To the model', 'toModel', ofModels)}
      <div className="flex items-end gap-2">
        <Field label="Prices changed by (%)" className="min-w-0 flex-1">
          <Input
            value={percent}
            inputMode="decimal"
            className="tabular"
            onChange={(event) => setPercent(event.target.value)}
          />
        </Field>
        <Button type="submit">Apply</Button>
      </div>
    </form>
  );
}
