'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PlainSelect } from '@/components/ui/plain-select';
import { toast } from '@/components/ui/toast';
import { addTargetAction } from '@/lib/finance/exports/actions';
import { CADENCES } from '@/lib/finance/exports/facts';
import { addTargetSchema } from '@/lib/finance/exports/schema';
import { FIRST_PLACE, PlaceFields, type PlaceInput } from './place-fields';
import { FIRST_WHAT, WhatFields } from './what-fields';

type Tenants = readonly { id: string; name: string }[];

export function AddTargetDialog({ tenants }: { tenants: Tenants }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm" variant="primary">
          Schedule
        </Button>
      </DialogTrigger>
      <DialogContent
        title="Schedule an export"
        description="From the day or month that runs now on. What could not be brought is tried again for half a day."
      >
        <TargetForm tenants={tenants} onAdded={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function TargetForm({ tenants, onAdded }: { tenants: Tenants; onAdded: () => void }) {
  const router = useRouter();
  const [name, setName] = useState('');
  const [what, setWhat] = useState(FIRST_WHAT);
  const [cadence, setCadence] = useState('monthly');
  const [place, setPlace] = useState<PlaceInput>(FIRST_PLACE);
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);
  const add = async (event: FormEvent) => {
    event.preventDefault();
    const { tenantId, ...rest } = what;
    const parsed = addTargetSchema.safeParse({
      ...rest,
      ...(tenantId && { tenantId }),
      name,
      cadence,
      place,
    });
    if (!parsed.success) return setProblem(parsed.error.issues[0]?.message);
    setProblem(undefined);
    setSaving(true);
    const result = await addTargetAction(parsed.data).finally(() => setSaving(false));
    if (!result.ok) return setProblem(result.error.message);
    toast.success('The export is scheduled.');
    router.refresh();
    onAdded();
  };
  return (
    <form onSubmit={add} noValidate className="space-y-4">
      <Field label="Name" required>
        <Input
          value={name}
          autoComplete="off"
          placeholder="Controlling"
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <WhatFields what={what} tenants={tenants} onChange={setWhat} />
      <Field label="How often">
        <PlainSelect
          value={cadence}
          options={Object.entries(CADENCES).map(([value, label]) => ({ value, label }))}
          onChoose={setCadence}
        />
      </Field>
      <PlaceFields place={place} onChange={setPlace} />
      {problem && <Alert kind="error" title={problem} />}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={saving}>
          Schedule
        </Button>
      </div>
    </form>
  );
}
