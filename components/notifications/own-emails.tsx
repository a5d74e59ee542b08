'use client';

import { useState, useTransition } from 'react';
import { Field } from '@/components/ui/field';
import { Switch } from '@/components/ui/switch';
import { toast } from '@/components/ui/toast';
import { chooseOwnAction } from '@/lib/notifications/actions';
import { EVENT_KINDS, type EventKind } from '@/lib/notifications/schema';
import { KIND_HINT, KIND_LABEL } from './kind-words';

interface OwnEmailsProps {
  slug: string;
  muted: readonly EventKind[];
}

/** A switch for each kind, saved as it is turned. */
export function OwnEmails({ slug, muted }: OwnEmailsProps) {
  const [off, setOff] = useState<readonly EventKind[]>(muted);
  const [, startSaving] = useTransition();
  const turn = (kind: EventKind, on: boolean) => {
    const before = off;
    const next = on ? off.filter((each) => each !== kind) : [...off, kind];
    setOff(next);
    startSaving(async () => {
      const result = await chooseOwnAction(slug, { muted: [...next] });
      if (result.ok) return;
      setOff(before);
      toast.error(result.error.message);
    });
  };
  return (
    <ul className="grid gap-4 sm:grid-cols-2">
      {EVENT_KINDS.map((kind) => (
        <li key={kind}>
          <Field layout="inline" label={KIND_LABEL[kind]} hint={KIND_HINT[kind]}>
            <Switch
              checked={!off.includes(kind)}
              onCheckedChange={(on) => turn(kind, on)}
              className="mt-0.5"
            />
          </Field>
        </li>
      ))}
    </ul>
  );
}
