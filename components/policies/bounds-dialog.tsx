'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { POLICY_FIELDS, POLICY_GROUPS } from '@/lib/console/policy/fields/schema';
import { editBoundsAction } from '@/lib/policies/actions';
import { type Bounds, editBoundsSchema, OWN_FIELDS } from '@/lib/policies/schema';
import { proposedWords } from './change-words';
import { ReasonFormDialog, type Submitted } from './reason-form-dialog';

const OWN: readonly string[] = OWN_FIELDS;
const GOVERNED = POLICY_GROUPS.flatMap(({ fields }) => fields).filter(
  (each) => !OWN.includes(each),
);

/** Other bounds, which another operator has to approve. */
export function BoundsDialog({ version, bounds }: { version: number; bounds: Bounds }) {
  const [raise, setRaise] = useState(String(bounds.raisePercent));
  const [lower, setLower] = useState(bounds.lowerPercent?.toString() ?? '');
  const [tenants, setTenants] = useState(String(bounds.tenants));
  const [fields, setFields] = useState<Bounds['fields']>(bounds.fields);
  const propose = async (reason: string): Promise<Submitted> => {
    const parsed = editBoundsSchema.safeParse({
      ...{ basedOn: version, reason },
      bounds: {
        raisePercent: amount(raise),
        lowerPercent: lower.trim() === '' ? null : amount(lower),
        tenants: amount(tenants),
        fields,
      },
    });
    if (!parsed.success)
      return { refused: parsed.error.issues[0]?.message ?? 'This is not usable.' };
    const result = await editBoundsAction(parsed.data);
    if (!result.ok) return { refused: result.error.message };
    toast.success(proposedWords(result.value));
    return 'done';
  };
  return (
    <ReasonFormDialog
      trigger={<Button size="sm">Change the bounds</Button>}
      title="Bounds of changes"
      description="What one operator may change alone, measured against what was in force a day ago. Another operator approves other bounds."
      submitLabel="Propose"
      failure="Nothing was proposed"
      onSubmit={propose}
    >
      <div className="grid gap-4 sm:grid-cols-3">
        <Amount label="A limit rises by at most (%)" value={raise} onChange={setRaise} />
        <Amount
          label="A limit falls by at most (%)"
          value={lower}
          onChange={setLower}
          hint="Empty: no bound."
        />
        <Amount label="Tenants at once" value={tenants} onChange={setTenants} />
      </div>
      <fieldset className="space-y-2">
        <legend className="mb-2 font-medium text-sm">Never changed alone</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {GOVERNED.map((field) => (
            <Field key={field} label={POLICY_FIELDS[field].label} layout="inline">
              <Checkbox
                checked={fields.includes(field)}
                onCheckedChange={(on) =>
                  setFields(on ? [...fields, field] : fields.filter((each) => each !== field))
                }
              />
            </Field>
          ))}
        </div>
      </fieldset>
    </ReasonFormDialog>
  );
}

interface AmountProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  hint?: string;
}

function Amount({ label, value, onChange, hint }: AmountProps) {
  return (
    <Field label={label} hint={hint}>
      <Input
        value={value}
        onChange={(event) => onChange(event.target.value)}
        inputMode="numeric"
        autoComplete="off"
      />
    </Field>
  );
}

function amount(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text.replaceAll(',', ''));
}
