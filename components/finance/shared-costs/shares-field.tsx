'use client';

import { X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PlainSelect } from '@/components/ui/plain-select';

interface SharesFieldProps {
  tenants: readonly { id: string; name: string }[];
  shares: Readonly<Record<string, number>>;
  onChange: (shares: Record<string, number>) => void;
}

/** Whole parts by tenant; whoever has none pays nothing. */
export function SharesField({ tenants, shares, onChange }: SharesFieldProps) {
  const left = tenants.filter(({ id }) => shares[id] === undefined);
  const [tenant, setTenant] = useState('');
  const [parts, setParts] = useState('1');
  const chosen = left.find(({ id }) => id === tenant) ?? left[0];
  const count = /^\d{1,7}$/.test(parts) ? Number(parts) : 0;
  const drop = (id: string) =>
    onChange(Object.fromEntries(Object.entries(shares).filter(([each]) => each !== id)));
  return (
    <fieldset className="space-y-3">
      <legend className="font-medium text-sm">Parts</legend>
      <ul className="space-y-1 text-sm">
        {Object.entries(shares).map(([id, share]) => {
          const name = tenants.find((each) => each.id === id)?.name ?? id;
          return (
            <li key={id} className="flex items-center justify-between gap-3">
              <span className="min-w-0 break-words">
                {name}: <span className="tabular">{share}</span>
              </span>
              <Button
                size="sm"
                variant="ghost"
                aria-label={`Remove ${name}`}
                onClick={() => drop(id)}
              >
                <X aria-hidden />
              </Button>
            </li>
          );
        })}
      </ul>
      {chosen && (
        <div className="flex flex-wrap items-end gap-2">
          <Field label="Tenant" className="min-w-0 flex-1">
            <PlainSelect
              aria-label="Tenant"
              value={chosen.id}
              onChoose={setTenant}
              options={left.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Field>
          <Field label="Parts" className="w-24">
            <Input
              value={parts}
              inputMode="numeric"
              className="tabular"
              onChange={(event) => setParts(event.target.value)}
            />
          </Field>
          <Button
            disabled={count < 1 || count > 1_000_000}
            onClick={() => onChange({ ...shares, [chosen.id]: count })}
          >
            Add
          </Button>
        </div>
      )}
    </fieldset>
  );
}
