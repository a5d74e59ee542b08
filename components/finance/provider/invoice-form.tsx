'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { enterInvoiceAction } from '@/lib/finance/provider/actions';
import { enterInvoiceSchema } from '@/lib/finance/provider/notes/schema';

/** What the provider's invoice of a month says. */
export function InvoiceForm({ month: firstMonth }: { month: string }) {
  const router = useRouter();
  const [given, setGiven] = useState({ month: firstMonth, number: '', amount: '', note: '' });
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);
  const set = (key: keyof typeof given, value: string) => setGiven({ ...given, [key]: value });
  const enter = async (event: FormEvent) => {
    event.preventDefault();
    const parsed = enterInvoiceSchema.safeParse(given);
    if (!parsed.success) return setProblem(parsed.error.issues[0]?.message);
    setProblem(undefined);
    setSaving(true);
    const result = await enterInvoiceAction(parsed.data).finally(() => setSaving(false));
    if (!result.ok) return setProblem(result.error.message);
    toast.success('The invoice is entered.');
    setGiven({ ...given, number: '', amount: '', note: '' });
    router.refresh();
  };
  return (
    <form onSubmit={enter} noValidate className="space-y-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Month" required>
          <Input
            type="month"
            value={given.month}
            onChange={(event) => set('month', event.target.value)}
          />
        </Field>
        <Field label="Number" required>
          <Input
            value={given.number}
            autoComplete="off"
            onChange={(event) => set('number', event.target.value)}
          />
        </Field>
        <Field label="Amount (USD)" required hint="Entered again, the later amount counts.">
          <Input
            value={given.amount}
            inputMode="decimal"
            className="tabular"
            autoComplete="off"
            onChange={(event) => set('amount', event.target.value)}
          />
        </Field>
        <Field label="Note">
          <Input
            value={given.note}
            autoComplete="off"
            onChange={(event) => set('note', event.target.value)}
          />
        </Field>
      </div>
      {problem && <Alert kind="error" title={problem} />}
      <Button type="submit" loading={saving}>
        Enter the invoice
      </Button>
    </form>
  );
}
