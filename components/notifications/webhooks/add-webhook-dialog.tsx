'use client';

import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { ChoiceList } from '@/components/documents/choice-list';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { addWebhookAction } from '@/lib/notifications/actions';
import { addWebhookSchema, EVENT_KINDS } from '@/lib/notifications/schema';
import { KIND_LABEL } from '../kind-words';
import { WebhookSecret } from './webhook-secret';

export function AddWebhookDialog({ slug }: { slug: string }) {
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
        <Button size="sm" variant="primary">
          <Plus aria-hidden /> Add a webhook
        </Button>
      </DialogTrigger>
      {open && (
        <DialogContent
          title={secret ? 'The webhook’s secret' : 'Add a webhook'}
          description={secret ? undefined : 'Messages go there by POST, as JSON, at least once.'}
        >
          {secret ? (
            <WebhookSecret title="Messages go there from now on" secret={secret} />
          ) : (
            <AddForm slug={slug} onAdded={setSecret} />
          )}
        </DialogContent>
      )}
    </Dialog>
  );
}

function AddForm({ slug, onAdded }: { slug: string; onAdded: (secret: string) => void }) {
  const [address, setAddress] = useState('');
  const [kinds, setKinds] = useState<ReadonlySet<string>>(new Set(EVENT_KINDS));
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);
  const add = async (event: FormEvent) => {
    event.preventDefault();
    const input = { address: address.trim(), kinds: [...kinds] };
    const parsed = addWebhookSchema.safeParse(input);
    if (!parsed.success) return setProblem(parsed.error.issues[0]?.message);
    setSaving(true);
    const result = await addWebhookAction(slug, parsed.data).finally(() => setSaving(false));
    if (!result.ok) return setProblem(result.error.message);
    onAdded(result.value.secret);
  };
  return (
    <form onSubmit={add} noValidate className="space-y-4">
      <Field label="URL" required error={problem}>
        <Input
          type="url"
          autoComplete="off"
          value={address}
          placeholder="https://example.com/tenantry"
          onChange={(event) => setAddress(event.target.value)}
        />
      </Field>
      <ChoiceList
        label="What it gets"
        choices={EVENT_KINDS.map((kind) => ({ id: kind, name: KIND_LABEL[kind] }))}
        chosen={kinds}
        onChange={setKinds}
        empty=""
      />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={saving}>
          Add
        </Button>
      </div>
    </form>
  );
}
