'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Switch } from '@/components/ui/switch';
import { toast } from '@/components/ui/toast';
import { setDocumentDaysAction } from '@/lib/lifecycle/retention/actions';
import { documentDaysSchema } from '@/lib/lifecycle/retention/schema';

interface DocumentDaysFormProps {
  slug: string;
  documentDays: number | null;
}

const SUGGESTED = '365';

/** Whether documents end by themselves, and after how many days. */
export function DocumentDaysForm({ slug, documentDays }: DocumentDaysFormProps) {
  const router = useRouter();
  const [ends, setEnds] = useState(documentDays !== null);
  const [days, setDays] = useState(documentDays === null ? SUGGESTED : String(documentDays));
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const chosen = ends ? Number(days) : null;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const parsed = documentDaysSchema.safeParse({ documentDays: chosen });
    if (!parsed.success) return setProblem(parsed.error.issues[0]?.message);
    setBusy(true);
    const result = await setDocumentDaysAction(slug, parsed.data);
    setBusy(false);
    setProblem(result.ok ? undefined : result.error.message);
    if (!result.ok) return;
    toast.success(ends ? `Documents end after ${days} days` : 'Documents stay');
    router.refresh();
  };
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <Field label="Delete documents by age" layout="inline">
        <Switch checked={ends} onCheckedChange={setEnds} />
      </Field>
      {ends && (
        <Field
          label="Days after the upload"
          hint="Nothing is deleted within two weeks of the change. Documents that are due are listed in the library."
          error={problem}
        >
          <Input
            type="number"
            inputMode="numeric"
            min={30}
            max={3650}
            value={days}
            onChange={(event) => setDays(event.target.value)}
            className="max-w-32"
          />
        </Field>
      )}
      <Button type="submit" variant="primary" loading={busy} disabled={chosen === documentDays}>
        Save
      </Button>
    </form>
  );
}
