'use client';

import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { MODEL_IDS, MODELS, type ModelId } from '@/lib/llm/schema';

interface ModelChoiceProps {
  /** Default first. */
  value: readonly ModelId[];
  onChange: (models: ModelId[]) => void;
  hint: string;
  error?: string;
}

export function ModelChoice({ value, onChange, hint, error }: ModelChoiceProps) {
  const toggle = (model: ModelId, on: boolean) =>
    onChange(on ? [...value, model] : value.filter((each) => each !== model));
  const choose = (model: string) =>
    onChange([...value].sort((a, b) => Number(b === model) - Number(a === model)));
  return (
    <fieldset className="space-y-3 sm:col-span-2">
      <legend className="font-medium text-sm">Models</legend>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        {MODEL_IDS.map((model) => (
          <Field key={model} label={MODELS[model].displayName} layout="inline">
            <Checkbox
              checked={value.includes(model)}
              onCheckedChange={(on) => toggle(model, on === true)}
            />
          </Field>
        ))}
      </div>
      <Field
        label="Default model"
        hint={hint}
        error={value.length === 0 ? 'Allow at least one model.' : error}
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
