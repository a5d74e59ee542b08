'use client';

import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';

interface ReasonFieldProps {
  value: string;
  onChange: (value: string) => void;
  hint: string;
}

export function ReasonField({ value, onChange, hint }: ReasonFieldProps) {
  return (
    <Field label="Reason" required hint={hint}>
      <Textarea
        value={value}
        onChange={(event) => onChange(event.target.value)}
        rows={2}
        maxLength={500}
      />
    </Field>
  );
}
