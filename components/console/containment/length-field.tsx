import { Field } from '@/components/ui/field';
import { PlainSelect } from '@/components/ui/plain-select';

const LENGTHS = [
  { value: '15', label: '15 minutes' },
  { value: '60', label: 'An hour' },
  { value: '240', label: '4 hours' },
  { value: '1440', label: 'A day' },
  { value: '10080', label: 'A week' },
  { value: '43200', label: '30 days' },
];
export const USUAL_MINUTES = '60';

/** How long something stays in force: it always ends by itself. */
export function LengthField({
  value,
  onChange,
}: {
  value: string;
  onChange: (minutes: string) => void;
}) {
  return (
    <Field label="In force for" hint="It ends by itself then; you can lift it before.">
      <PlainSelect options={LENGTHS} value={value} onChoose={onChange} />
    </Field>
  );
}
