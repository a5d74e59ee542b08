'use client';

import { RefreshCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { rotateKeyAction } from '@/lib/api-keys/actions';
import type { KeyView } from '@/lib/api-keys/schema';
import { KeyText } from './key-text';

const OVERLAPS = [
  { value: '0', label: 'At once' },
  { value: '1', label: 'In an hour' },
  { value: '24', label: 'In a day' },
  { value: '168', label: 'In a week' },
  { value: '720', label: 'In 30 days' },
];

interface RotateKeyDialogProps {
  slug: string;
  apiKey: KeyView;
}

/** A successor that may do the same, and when the old key ends. */
export function RotateKeyDialog({ slug, apiKey }: RotateKeyDialogProps) {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  const [text, setText] = useState<string>();
  const change = (next: boolean) => {
    setOpen(next);
    setText(undefined);
    if (text) router.refresh();
  };
  // While it is open it stays, whatever is read anew: it has the only sight of the new key's text.
  if (apiKey.replacedBy && !open) return null;
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button size="sm" aria-label={`Rotate ${apiKey.name}`}>
          <RefreshCw aria-hidden /> Rotate
        </Button>
      </DialogTrigger>
      {open && (
        <DialogContent
          title={`Rotate ${apiKey.name}`}
          description="A new key that may do the same takes its place. Both work until the old one ends."
        >
          {text ? (
            <KeyText title="The new key is in force" text={text} />
          ) : (
            <RotateForm slug={slug} id={apiKey.id} onRotated={setText} />
          )}
        </DialogContent>
      )}
    </Dialog>
  );
}

interface RotateFormProps {
  slug: string;
  id: string;
  onRotated: (text: string) => void;
}

function RotateForm({ slug, id, onRotated }: RotateFormProps) {
  const [overlap, setOverlap] = useState('24');
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    const input = { id, overlapHours: Number(overlap) };
    const result = await rotateKeyAction(slug, input).finally(() => setSaving(false));
    if (!result.ok) return setProblem(result.error.message);
    onRotated(result.value.text);
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      {problem && <Alert kind="error" title="The key was not rotated" text={problem} />}
      <Field label="The old key ends">
        <Select value={overlap} onValueChange={setOverlap} options={OVERLAPS} />
      </Field>
      <div className="flex flex-col-reverse gap-2 pt-1 sm:flex-row sm:justify-end">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={saving}>
          Rotate key
        </Button>
      </div>
    </form>
  );
}
