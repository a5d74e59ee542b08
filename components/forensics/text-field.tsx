import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

interface TextFieldProps {
  label: string;
  name: string;
  value: string | undefined;
  type?: 'text' | 'month' | 'datetime-local';
  placeholder?: string;
}

export function TextField({ label, name, value, type = 'text', placeholder }: TextFieldProps) {
  return (
    <Field label={label} className="w-full sm:w-72">
      <Input
        name={name}
        type={type}
        defaultValue={value}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        required
      />
    </Field>
  );
}
