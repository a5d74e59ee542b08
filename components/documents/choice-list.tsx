'use client';

import { useId } from 'react';
import { Checkbox } from '@/components/ui/checkbox';

export interface Choice {
  id: string;
  name: string;
  /** An e-mail address, or how many people a group has. */
  detail?: string;
}

interface ChoiceListProps {
  label: string;
  choices: readonly Choice[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
  /** In the place of an empty list. */
  empty: string;
}

/** Several of some people or groups. */
export function ChoiceList({ label, choices, chosen, onChange, empty }: ChoiceListProps) {
  const prefix = useId();
  const toggle = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    onChange(next);
  };
  if (choices.length === 0) return <p className="py-2 text-ink-soft text-sm">{empty}</p>;
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-medium text-sm">{label}</legend>
      <ul className="max-h-64 divide-y divide-line overflow-y-auto rounded-md border border-line">
        {choices.map((choice) => (
          <li key={choice.id} className="flex items-center gap-3 px-3 touch:min-h-11">
            <Checkbox
              id={`${prefix}-${choice.id}`}
              checked={chosen.has(choice.id)}
              onCheckedChange={(on) => toggle(choice.id, on === true)}
            />
            <label
              htmlFor={`${prefix}-${choice.id}`}
              className="min-w-0 flex-1 cursor-pointer py-2 text-sm"
            >
              <span className="block truncate">{choice.name}</span>
              {choice.detail && (
                <span className="block truncate text-ink-faint text-xs">{choice.detail}</span>
              )}
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
