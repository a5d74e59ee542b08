'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { requestExportAction } from '@/lib/finance/exports/actions';
import { requestExportSchema } from '@/lib/finance/exports/schema';
import { FIRST_WHAT, WhatFields } from './what-fields';

interface RequestFormProps {
  tenants: readonly { id: string; name: string }[];
  from: string;
  to: string;
}

/** Asks for one file. */
export function RequestForm({ tenants, from: firstFrom, to: firstTo }: RequestFormProps) {
  const router = useRouter();
  const [what, setWhat] = useState(FIRST_WHAT);
  const [from, setFrom] = useState(firstFrom);
  const [to, setTo] = useState(firstTo);
  const [problem, setProblem] = useState<string>();
  const [asking, setAsking] = useState(false);
  const ask = async (event: FormEvent) => {
    event.preventDefault();
    const { tenantId, ...rest } = what;
    const parsed = requestExportSchema.safeParse({
      ...rest,
      ...(tenantId && { tenantId }),
      from,
      to,
    });
    if (!parsed.success) return setProblem(parsed.error.issues[0]?.message);
    setProblem(undefined);
    setAsking(true);
    const result = await requestExportAction(parsed.data).finally(() => setAsking(false));
    if (!result.ok) return setProblem(result.error.message);
    toast.success('The export is asked for.');
    router.refresh();
  };
  return (
    <form onSubmit={ask} noValidate className="space-y-4">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-5">
        <WhatFields what={what} tenants={tenants} onChange={setWhat} />
        <Field label="First day">
          <Input type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
        </Field>
        <Field label="Last day">
          <Input type="date" value={to} onChange={(event) => setTo(event.target.value)} />
        </Field>
      </div>
      {problem && <Alert kind="error" title={problem} />}
      <Button type="submit" variant="primary" loading={asking}>
        Write the file
      </Button>
    </form>
  );
}
