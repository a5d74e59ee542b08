'use client';

import { useId, useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

interface TenantPickerProps {
  choices: readonly { id: string; name: string }[];
  chosen: readonly string[];
  onChange: (tenants: string[]) => void;
}

/** Tenants by name, those that are chosen and those that the search finds. */
export function TenantPicker({ choices, chosen, onChange }: TenantPickerProps) {
  const [search, setSearch] = useState('');
  const listId = useId();
  const word = search.trim().toLowerCase();
  const shown = choices.filter(
    ({ id, name }) => chosen.includes(id) || name.toLowerCase().includes(word) || id === word,
  );
  const toggle = (id: string, on: boolean) =>
    onChange(on ? [...chosen, id] : chosen.filter((each) => each !== id));
  return (
    <fieldset className="space-y-2">
      <legend className="font-medium text-sm">{`Affected tenants (${chosen.length})`}</legend>
      <Field label="Find a tenant" hideLabel>
        <Input
          value={search}
          placeholder="Find a tenant"
          autoComplete="off"
          aria-controls={listId}
          onChange={(event) => setSearch(event.target.value)}
        />
      </Field>
      <div
        id={listId}
        className="max-h-52 space-y-1 overflow-y-auto rounded-md border border-line p-3"
      >
        {shown.length === 0 && <p className="text-ink-faint text-sm">No tenant has that name.</p>}
        {shown.map(({ id, name }) => (
          <Field key={id} label={name} layout="inline">
            <Checkbox
              checked={chosen.includes(id)}
              onCheckedChange={(on) => toggle(id, on === true)}
            />
          </Field>
        ))}
      </div>
    </fieldset>
  );
}
