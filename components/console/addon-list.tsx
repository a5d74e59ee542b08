'use client';

import { Plus, Trash2 } from 'lucide-react';
import type { RowErrors } from '@/components/budgets/rule-list';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { type AddonDraft, newAddon } from './addon-draft';

interface AddonListProps {
  value: readonly AddonDraft[];
  onChange: (addons: AddonDraft[]) => void;
  errors: RowErrors;
}

const FIELDS: readonly { field: keyof AddonDraft; label: string; type?: string; as?: string }[] = [
  { field: 'name', label: 'Name' },
  { field: 'from', label: 'From (UTC)', type: 'datetime-local' },
  { field: 'until', label: 'Until (UTC)', type: 'datetime-local' },
  { field: 'tokensPerDay', label: 'More tokens a day' },
  { field: 'tokensPerMonth', label: 'More tokens a month' },
  { field: 'requestsPerMinute', label: 'More requests a minute' },
  { field: 'usd', label: 'More spend a month (USD)', as: 'priceNano' },
  { field: 'feeUsd', label: 'Fee (USD)', as: 'feeNano' },
];

/** Boosts for a while as rows that can be added, changed and taken away. */
export function AddonList({ value, onChange, errors }: AddonListProps) {
  return (
    <fieldset className="min-w-0 space-y-3 sm:col-span-2">
      <legend className="sr-only">Add-ons</legend>
      {value.length === 0 && <p className="text-ink-soft text-sm">None.</p>}
      {value.map((addon, index) => (
        <fieldset key={addon.id} className="min-w-0 rounded-lg border border-line p-3">
          <legend className="sr-only">Add-on {index + 1}</legend>
          <div className="grid items-start gap-3 sm:grid-cols-3">
            {FIELDS.map(({ field, label, type, as }) => (
              <Field key={field} label={label} error={errors(index, as ?? field)}>
                <Input
                  type={type}
                  value={addon[field]}
                  onChange={(event) =>
                    onChange(
                      value.map((each, at) =>
                        at === index ? { ...each, [field]: event.target.value } : each,
                      ),
                    )
                  }
                  autoComplete="off"
                  className="tabular"
                />
              </Field>
            ))}
            <Button
              variant="ghost"
              aria-label={`Remove add-on ${index + 1}`}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
              className="sm:mt-6 sm:justify-self-start"
            >
              <Trash2 aria-hidden /> Remove
            </Button>
          </div>
        </fieldset>
      ))}
      <Button size="sm" onClick={() => onChange([...value, newAddon()])}>
        <Plus aria-hidden /> Add an add-on
      </Button>
    </fieldset>
  );
}
