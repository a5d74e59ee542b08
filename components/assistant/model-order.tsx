'use client';

import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { MODELS, type ModelId } from '@/lib/llm/schema';

interface ModelOrderProps {
  granted: readonly ModelId[];
  /** Default first. */
  value: readonly ModelId[];
  onChange: (models: ModelId[]) => void;
}

/** Of the plan's models those that answer here, and which of them does unless the asker says otherwise. */
export function ModelOrder({ granted, value, onChange }: ModelOrderProps) {
  const toggle = (model: ModelId, on: boolean) =>
    onChange(on ? [...value, model] : value.filter((each) => each !== model));
  const choose = (model: string) =>
    onChange([...value].sort((a, b) => Number(b === model) - Number(a === model)));
  return (
    <fieldset className="space-y-3">
      <legend className="font-medium text-sm">Models</legend>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        {granted.map((model) => (
          <Field key={model} label={MODELS[model].displayName} layout="inline">
            <Checkbox
              checked={value.includes(model)}
              onCheckedChange={(on) => toggle(model, on === true)}
            />
          </Field>
        ))}
      </div>
      <Field
        label="Answers first"
        error={value.length === 0 ? 'Choose at least one model.' : undefined}
        className="max-w-72"
      >
        <Select
          options={value.map((model) => ({ value: model, label: MODELS[model].displayName }))}
          value={value[0] ?? ''}
          onValueChange={choose}
          disabled={value.length === 0}
        />
      </Field>
    </fieldset>
  );
}
