'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Switch } from '@/components/ui/switch';
import { addEndpointAction } from '@/lib/notify/actions';
import { addEndpointSchema } from '@/lib/notify/schema';

const KINDS = [
  { value: 'email', label: 'E-mail' },
  { value: 'webhook', label: 'Signed webhook' },
];

export function AddEndpointDialog() {
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const change = (next: boolean) => {
    setOpen(next);
    setSecret(null);
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button size="sm" variant="primary">
          Add an address
        </Button>
      </DialogTrigger>
      <DialogContent
        title={secret ? 'The webhook’s secret' : 'Where else should notices go?'}
        description={
          secret
            ? undefined
            : 'A notice names the tenant’s address, the rule and its figures; never what anybody wrote.'
        }
      >
        {secret ? (
          <Secret secret={secret} />
        ) : (
          <AddEndpointForm onAdded={(given) => (given ? setSecret(given) : change(false))} />
        )}
      </DialogContent>
    </Dialog>
  );
}

function AddEndpointForm({ onAdded }: { onAdded: (secret: string | null) => void }) {
  const router = useRouter();
  const [kind, setKind] = useState('email');
  const [address, setAddress] = useState('');
  const [onlyEscalations, setOnlyEscalations] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);
  const add = async (event: FormEvent) => {
    event.preventDefault();
    const parsed = addEndpointSchema.safeParse({
      ...{ kind, onlyEscalations },
      address: address.trim(),
    });
    if (!parsed.success) return setProblem(parsed.error.issues[0]?.message);
    setSaving(true);
    const result = await addEndpointAction(parsed.data).finally(() => setSaving(false));
    if (!result.ok) return setProblem(result.error.message);
    router.refresh();
    onAdded(result.value.secret);
  };
  return (
    <form onSubmit={add} noValidate className="space-y-4">
      <Field label="How">
        <Select options={KINDS} value={kind} onValueChange={setKind} />
      </Field>
      <Field label={kind === 'email' ? 'E-mail address' : 'URL'} required error={problem}>
        <Input
          value={address}
          type={kind === 'email' ? 'email' : 'url'}
          autoComplete="off"
          placeholder={kind === 'email' ? 'on-call@example.com' : 'https://example.com/tenantry'}
          onChange={(event) => setAddress(event.target.value)}
        />
      </Field>
      <Field label="Only alerts that nobody acknowledged" layout="inline">
        <Switch checked={onlyEscalations} onCheckedChange={setOnlyEscalations} />
      </Field>
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

function Secret({ secret }: { secret: string }) {
  return (
    <div className="space-y-4">
      <Alert
        kind="success"
        title="Notices go there from now on"
        text="Copy the secret now: it is shown this once. Messages are signed as Standard Webhooks says: the header webhook-signature is “v1,” and HMAC-SHA256 over id, seconds and body. Refuse what is older than five minutes."
      />
      <div className="flex items-end gap-2">
        <Field label="Secret" className="flex-1">
          <Input readOnly value={secret} className="font-mono" />
        </Field>
        <CopyButton text={secret} label="secret" showLabel variant="primary" />
      </div>
    </div>
  );
}
