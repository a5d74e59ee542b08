'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PlainSelect } from '@/components/ui/plain-select';
import { Textarea } from '@/components/ui/textarea';
import { openIncidentAction } from '@/lib/incidents/actions';
import { openIncidentSchema } from '@/lib/incidents/schema';
import { SEVERITY_OPTIONS } from './severity';
import { TenantPicker } from './tenant-picker';
import { useSubmit } from './use-submit';

/** Opens an incident, and leads to it. */
export function OpenIncidentForm({
  choices,
}: {
  choices: readonly { id: string; name: string }[];
}) {
  const router = useRouter();
  const { problem, setProblem, sending, submit } = useSubmit();
  const [title, setTitle] = useState('');
  const [severity, setSeverity] = useState('minor');
  const [tenants, setTenants] = useState<string[]>([]);
  const [text, setText] = useState('');
  const open = async (event: FormEvent) => {
    event.preventDefault();
    const parsed = openIncidentSchema.safeParse({ title, severity, tenants, text });
    if (!parsed.success) return setProblem(parsed.error.issues[0]?.message);
    const id = await submit(
      () => openIncidentAction(parsed.data),
      () => 'The incident is open.',
    );
    if (id) router.push(`/console/incidents/${id}`);
  };
  return (
    <form onSubmit={open} noValidate className="space-y-4">
      {problem && <Alert kind="error" title="The incident was not opened" text={problem} />}
      <div className="grid gap-4 sm:grid-cols-[2fr_1fr]">
        <Field label="Title" required>
          <Input value={title} maxLength={120} onChange={(event) => setTitle(event.target.value)} />
        </Field>
        <Field label="Severity">
          <PlainSelect options={SEVERITY_OPTIONS} value={severity} onChoose={setSeverity} />
        </Field>
      </div>
      <Field label="What is known so far" required hint="The first entry of its timeline.">
        <Textarea
          value={text}
          rows={3}
          maxLength={2000}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <TenantPicker choices={choices} chosen={tenants} onChange={setTenants} />
      <Button type="submit" variant="primary" loading={sending}>
        Open incident
      </Button>
    </form>
  );
}
