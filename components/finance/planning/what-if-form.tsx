'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { modelName } from '@/components/console/status-badges';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PlainSelect } from '@/components/ui/plain-select';
import { parsePercent } from '@/lib/finance/planning/facts';

interface WhatIfFormProps {
  plans: readonly string[];
  models: readonly string[];
  tenants: readonly { id: string; name: string }[];
  /** What is shown: an address may ask for more than there can be. */
  priceBp: number;
}

const NONE = { value: '', label: 'As it is' };
const REFUSED = 'A number from -100 to 1000, with two decimals at most.';

/** What would be otherwise; the server reads it from the URL. */
export function WhatIfForm({ plans, models, tenants, priceBp }: WhatIfFormProps) {
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
  const [percent, setPercent] = useState(String(priceBp / 100));
  const [error, setError] = useState<string>();
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
        const basisPoints = parsePercent(percent);
        setError(basisPoints === undefined ? REFUSED : undefined);
        if (basisPoints === undefined) return;
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
      <div className="flex items-start gap-2">
        <Field label="Prices changed by (%)" error={error} className="min-w-0 flex-1">
          <Input
            value={percent}
            inputMode="decimal"
            className="tabular"
            onChange={(event) => setPercent(event.target.value)}
          />
        </Field>
        <Button type="submit" className="mt-6">
          Apply
        </Button>
      </div>
    </form>
  );
}
