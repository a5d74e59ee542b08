'use client';

import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';

export interface SaveValues {
  /** `YYYY-MM-DDTHH:MM`, UTC; empty: at once. */
  start: string;
  reason: string;
  acceptBelowCost: boolean;
}

interface SaveFieldsProps {
  values: SaveValues;
  onChange: (next: SaveValues) => void;
  belowCost: boolean;
}

/** When the version begins and why. */
export function SaveFields({ values, onChange, belowCost }: SaveFieldsProps) {
  return (
    <>
      <Field
        label="Start (UTC)"
        hint="Empty: at once. Calls that are under way keep the prices they began with."
      >
        <Input
          type="datetime-local"
          value={values.start}
          onChange={(event) => onChange({ ...values, start: event.target.value })}
        />
      </Field>
      <Field label="Reason" required hint="For the history and the audit log.">
        <Textarea
          value={values.reason}
          rows={2}
          maxLength={500}
          onChange={(event) => onChange({ ...values, reason: event.target.value })}
        />
      </Field>
      {belowCost && (
        <Field label="Charging less than cost is meant" layout="inline">
          <Checkbox
            checked={values.acceptBelowCost}
            onCheckedChange={(checked) =>
              onChange({ ...values, acceptBelowCost: checked === true })
            }
          />
        </Field>
      )}
    </>
  );
}
