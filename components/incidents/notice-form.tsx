'use client';

import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import { sendNoticeAction } from '@/lib/incidents/actions';
import { sendNoticeSchema } from '@/lib/incidents/schema';
import { useSubmit } from './use-submit';

/** Tells every affected tenant. */
export function NoticeForm({ id, affected }: { id: string; affected: number }) {
  const { problem, setProblem, sending, submit } = useSubmit();
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const parsed = sendNoticeSchema.safeParse({ id, title, text });
    if (!parsed.success) return setProblem(parsed.error.issues[0]?.message);
    const told = await submit(
      () => sendNoticeAction(parsed.data),
      (count) => `${count} ${count === 1 ? 'tenant is' : 'tenants are'} told.`,
    );
    if (told === undefined) return;
    setTitle('');
    setText('');
  };
  return (
    <form onSubmit={send} noValidate className="space-y-3">
      {problem && <Alert kind="error" title="Nobody was told" text={problem} />}
      <Field label="Title" required>
        <Input value={title} maxLength={120} onChange={(event) => setTitle(event.target.value)} />
      </Field>
      <Field
        label="Notice"
        required
        hint="Shown in the portal to owners and admins, and sent by e-mail and webhook. It cannot be taken back."
      >
        <Textarea
          value={text}
          rows={4}
          maxLength={700}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <Button type="submit" variant="primary" loading={sending} disabled={affected === 0}>
        {`Tell ${affected === 1 ? '1 tenant' : `${affected} tenants`}`}
      </Button>
    </form>
  );
}
