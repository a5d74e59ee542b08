'use client';

import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { setAffectedAction } from '@/lib/incidents/actions';
import { TenantPicker } from './tenant-picker';
import { useSubmit } from './use-submit';

interface AffectedFormProps {
  id: string;
  tenants: readonly string[];
  choices: readonly { id: string; name: string }[];
}

/** Says anew whom an incident affects. */
export function AffectedForm({ id, tenants, choices }: AffectedFormProps) {
  const { problem, sending, submit } = useSubmit();
  const [chosen, setChosen] = useState([...tenants]);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    await submit(
      () => setAffectedAction({ id, tenants: chosen }),
      () => 'The affected tenants are saved.',
    );
  };
  return (
    <form onSubmit={save} noValidate className="space-y-3">
      {problem && <Alert kind="error" title="Nothing was changed" text={problem} />}
      <TenantPicker choices={choices} chosen={chosen} onChange={setChosen} />
      <Button type="submit" loading={sending}>
        Save
      </Button>
    </form>
  );
}
