'use client';

import { Plus } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { NEW_RULE, type RuleDraft } from './rule-draft';
import { RuleRow } from './rule-row';
import type { PersonName } from './rule-words';

/** What is wrong with a field of a row, once it was tried to save. */
export type RowErrors = (row: number, field: string) => string | undefined;

interface RuleListProps {
  value: readonly RuleDraft[];
  onChange: (rules: RuleDraft[]) => void;
  errors: RowErrors;
  /** People to choose from. */
  people: readonly PersonName[];
  /** The same of keys; without them a key is named by id. */
  keys?: readonly { id: string; name: string }[];
  /** What the list is of, for the buttons' names. */
  label: string;
}

/** Budgets as rows that can be added, changed and taken away. */
export function RuleList({ value, onChange, errors, people, keys, label }: RuleListProps) {
  return (
    <fieldset className="min-w-0 space-y-3 sm:col-span-2">
      <legend className="sr-only">{label}</legend>
      {value.length === 0 && <p className="text-ink-soft text-sm">None.</p>}
      {value.map((rule, index) => (
        <RuleRow
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity beside their place.
          key={index}
          number={index + 1}
          rule={rule}
          people={people}
          keys={keys}
          error={(field) => errors(index, field)}
          onChange={(next) => onChange(value.map((each, at) => (at === index ? next : each)))}
          onRemove={() => onChange(value.filter((_, at) => at !== index))}
        />
      ))}
      <Button size="sm" onClick={() => onChange([...value, NEW_RULE])}>
        <Plus aria-hidden /> Add a budget
      </Button>
    </fieldset>
  );
}
