'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toast';
import { grantSupportAction } from '@/lib/support-access/actions';
import {
  grantSchema,
  NOTE_LIMIT,
  type SupportOperator,
  type SupportSubject,
} from '@/lib/support-access/schema';

const HOURS = [
  { value: '1', label: 'One hour' },
  { value: '4', label: '4 hours' },
  { value: '8', label: '8 hours' },
  { value: '24', label: 'A day', hint: 'The longest there is' },
];

interface GrantFormProps {
  slug: string;
  subject: SupportSubject;
  operators: readonly SupportOperator[];
}

/** Lets one operator, by name, read one thing for a while. */
export function GrantForm({ slug, subject, operators }: GrantFormProps) {
  const router = useRouter();
  const [operatorId, setOperatorId] = useState('');
  const [hours, setHours] = useState('4');
  const [note, setNote] = useState('');
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { kind, id: subjectId } = subject;
    const input = { kind, subjectId, operatorId, hours: Number(hours), note };
    const parsed = grantSchema.safeParse(input);
    setErrors(
      Object.fromEntries(
        (parsed.error?.issues ?? []).map(({ path, message }) => [String(path[0]), message]),
      ),
    );
    setProblem(undefined);
    if (!parsed.success) return;
    setSending(true);
    const result = await grantSupportAction(slug, parsed.data).finally(() => setSending(false));
    if (!result.ok) return setProblem(result.error.message);
    toast.success('Support access was granted.');
    router.replace(`/t/${slug}/support`);
    router.refresh();
  };
  return (
    <form onSubmit={submit} noValidate aria-label="Let support read" className="space-y-5">
      <p className="text-pretty text-sm leading-relaxed">{explanation(subject)}</p>
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        <Field label="Who may read it" required error={errors.operatorId}>
          <Select
            value={operatorId}
            onValueChange={setOperatorId}
            placeholder="Choose an operator"
            options={operators.map(({ id, name, email }) => ({
              value: id,
              label: name,
              hint: email,
            }))}
          />
        </Field>
        <Field label="For how long" required error={errors.hours}>
          <Select value={hours} onValueChange={setHours} options={HOURS} />
        </Field>
      </div>
      <Field
        label="What to look at"
        optional
        error={errors.note}
        hint="The operator sees it with what you grant; it goes when the access ends."
      >
        <Textarea
          value={note}
          onChange={(event) => setNote(event.target.value)}
          maxLength={NOTE_LIMIT}
          rows={2}
        />
      </Field>
      {problem && <Alert kind="error" title="Nothing was granted" text={problem} />}
      <Button type="submit" variant="primary" loading={sending}>
        Let them read it
      </Button>
    </form>
  );
}

function explanation({ kind, title, own }: SupportSubject): string {
  const whose = title ? `“${title}”` : own ? 'your conversation' : 'a colleague’s conversation';
  return kind === 'trace'
    ? `The operator sees which passages one answer in ${whose} rests on, by number and score: no question, no answer, no text of a document.`
    : `The operator sees the questions and answers of ${whose} as they are now, and the sentences that they quote. Nothing that is written later, no document, no other conversation.`;
}
