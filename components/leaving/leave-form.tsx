'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import type { ProofKind } from '@/lib/identity/schema';
import { beginLeaveAction } from '@/lib/leaving/actions';
import { beginLeaveSchema } from '@/lib/leaving/schema';

interface LeaveFormProps {
  slug: string;
  /** The workspace's, to be typed. */
  name: string;
  proof: ProofKind;
  days: number;
}

/** The workspace's name, a reason, and once more who this is. */
export function LeaveForm({ slug, name, proof, days }: LeaveFormProps) {
  const router = useRouter();
  const [input, setInput] = useState({ confirmation: '', reason: '', secret: '' });
  const [tried, setTried] = useState(false);
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<string>();
  const change = (part: Partial<typeof input>) => setInput({ ...input, ...part });
  const wrongName = input.confirmation.trim() !== name && `Type ${name} to confirm.`;
  const wrongReason = beginLeaveSchema.safeParse(input).error?.issues[0]?.message;
  const wrongSecret = proof !== 'sign_in' && input.secret === '' && 'Needed before anything ends.';
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(undefined);
    if (wrongName || wrongReason || wrongSecret) return;
    setRunning(true);
    const result = await beginLeaveAction(slug, input).finally(() => setRunning(false));
    change({ secret: '' });
    if (!result.ok) return setProblem(result.error.message);
    toast.success(`The workspace ends in ${days} days.`);
    router.refresh();
  };
  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label="End the workspace"
      className="max-w-prose space-y-4"
    >
      <Field label={`Type ${name} to confirm`} required error={tried && wrongName}>
        <Input
          value={input.confirmation}
          onChange={(event) => change({ confirmation: event.target.value })}
          maxLength={200}
          autoComplete="off"
        />
      </Field>
      <Field
        label="Reason"
        required
        error={tried && wrongReason}
        hint="For both audit logs and the receipt. The platform’s operators see it."
      >
        <Input
          value={input.reason}
          onChange={(event) => change({ reason: event.target.value })}
          maxLength={500}
          autoComplete="off"
        />
      </Field>
      {proof === 'password' && (
        <Field label="Your password" required error={tried && wrongSecret}>
          <Input
            type="password"
            value={input.secret}
            onChange={(event) => change({ secret: event.target.value })}
            maxLength={1_000}
            autoComplete="current-password"
          />
        </Field>
      )}
      {proof === 'code' && (
        <Field label="Code of your authenticator" required error={tried && wrongSecret}>
          <Input
            inputMode="numeric"
            value={input.secret}
            onChange={(event) => change({ secret: event.target.value })}
            maxLength={10}
            autoComplete="one-time-code"
          />
        </Field>
      )}
      {proof === 'sign_in' && (
        <p className="text-ink-soft text-sm">
          You have no password here: sign out and in again, and do this within ten minutes.
        </p>
      )}
      {problem && <Alert kind="error" title="The workspace goes on" text={problem} />}
      <Button type="submit" variant="danger" loading={running}>
        End the workspace in {days} days
      </Button>
    </form>
  );
}
