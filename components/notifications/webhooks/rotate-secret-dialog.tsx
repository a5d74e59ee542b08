'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { rotateSecretAction } from '@/lib/notifications/actions';
import { WebhookSecret } from './webhook-secret';

const OVERLAPS = [
  { value: '0', label: 'No longer' },
  { value: '1', label: 'For an hour' },
  { value: '24', label: 'For a day' },
  { value: '168', label: 'For a week' },
];

interface RotateSecretDialogProps {
  slug: string;
  id: string;
  address: string;
}

/** A new secret, and for how long messages are signed under the former one too. */
export function RotateSecretDialog({ slug, id, address }: RotateSecretDialogProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState<string>();
  const change = (next: boolean) => {
    setOpen(next);
    setSecret(undefined);
    if (secret) router.refresh();
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button size="sm" aria-label={`Rotate the secret of ${address}`}>
          Rotate secret
        </Button>
      </DialogTrigger>
      {open && (
        <DialogContent
          title="Rotate the secret"
          description="While both are good, each message carries a signature under each."
        >
          {secret ? (
            <WebhookSecret title="The new secret is in force" secret={secret} />
          ) : (
            <RotateForm slug={slug} id={id} onRotated={setSecret} />
          )}
        </DialogContent>
      )}
    </Dialog>
  );
}

interface RotateFormProps {
  slug: string;
  id: string;
  onRotated: (secret: string) => void;
}

function RotateForm({ slug, id, onRotated }: RotateFormProps) {
  const [overlap, setOverlap] = useState('24');
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    const input = { id, overlapHours: Number(overlap) };
    const result = await rotateSecretAction(slug, input).finally(() => setSaving(false));
    if (!result.ok) return setProblem(result.error.message);
    onRotated(result.value.secret);
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      {problem && <Alert kind="error" title="The secret was not rotated" text={problem} />}
      <Field label="Sign under the former secret too">
        <Select value={overlap} onValueChange={setOverlap} options={OVERLAPS} />
      </Field>
      <div className="flex flex-col-reverse gap-2 pt-1 sm:flex-row sm:justify-end">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={saving}>
          Rotate
        </Button>
      </div>
    </form>
  );
}
