'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog, DialogContent, DialogFooter, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toast';
import { POLICY_FIELDS, POLICY_GROUPS } from '@/lib/console/policy/fields/schema';
import { editBoundsAction } from '@/lib/policies/actions';
import { type Bounds, editBoundsSchema, OWN_FIELDS } from '@/lib/policies/schema';
import { proposedWords } from './change-words';

const OWN: readonly string[] = OWN_FIELDS;
const GOVERNED = POLICY_GROUPS.flatMap(({ fields }) => fields).filter(
  (each) => !OWN.includes(each),
);

/** Other bounds, which another operator has to approve. */
export function BoundsDialog({ version, bounds }: { version: number; bounds: Bounds }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [raise, setRaise] = useState(String(bounds.raisePercent));
  const [lower, setLower] = useState(bounds.lowerPercent?.toString() ?? '');
  const [tenants, setTenants] = useState(String(bounds.tenants));
  const [fields, setFields] = useState<Bounds['fields']>(bounds.fields);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const parsed = editBoundsSchema.safeParse({
      ...{ basedOn: version, reason },
      bounds: {
        raisePercent: amount(raise),
        lowerPercent: lower.trim() === '' ? null : amount(lower),
        tenants: amount(tenants),
        fields,
      },
    });
    if (!parsed.success) return setProblem(parsed.error.issues[0]?.message);
    setSaving(true);
    const result = await editBoundsAction(parsed.data).finally(() => setSaving(false));
    if (!result.ok) return setProblem(result.error.message);
    setOpen(false);
    toast.success(proposedWords(result.value));
    router.refresh();
  };
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm">Change the bounds</Button>
      </DialogTrigger>
      <DialogContent
        title="Bounds of changes"
        description="What one operator may change alone, measured against what was in force a day ago. Another operator approves other bounds."
      >
        <form onSubmit={save} noValidate className="space-y-4">
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
          <Field label="Reason" required hint="For the audit log.">
            <Textarea
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              rows={2}
              maxLength={500}
            />
          </Field>
          {problem && <Alert kind="error" title="Nothing was proposed" text={problem} />}
          <DialogFooter className="-mx-5 -mb-5">
            <Button type="submit" variant="primary" loading={saving}>
              Propose
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
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
