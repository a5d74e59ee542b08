import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

interface FigureFieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  inputMode: 'numeric' | 'decimal';
}

/** A number or an amount as it is typed. */
export function FigureField({ label, value, onChange, inputMode }: FigureFieldProps) {
  return (
    <Field label={label}>
      <Input
        value={value}
        inputMode={inputMode}
        className="tabular"
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
