'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { setAccountAction } from '@/lib/finance/exports/actions';
import { type AccountView, JOURNAL_ACCOUNTS } from '@/lib/finance/exports/facts';
import { setAccountSchema } from '@/lib/finance/exports/schema';

export function SetAccountButton({ account }: { account: AccountView }) {
  const { kind } = account;
  const { label } = JOURNAL_ACCOUNTS[kind];
  const [code, setCode] = useState(account.code);
  const [name, setName] = useState(account.name);
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" aria-label={`Change the account: ${label}`}>
          Change
        </Button>
      }
      title={`Change the account: ${label}?`}
      description="Journal lines of files that are written from now on are booked there."
      confirmLabel="Change it"
      tone="primary"
      done="The account is changed."
      onConfirm={async (reason) => {
        const parsed = setAccountSchema.safeParse({ kind, code, name, reason });
        if (!parsed.success) return parsed.error.issues[0]?.message;
        const result = await setAccountAction(parsed.data);
        return result.ok ? undefined : result.error.message;
      }}
    >
      <div className="grid gap-4 sm:grid-cols-[9rem_1fr]">
        <Field label="Number" required>
          <Input
            value={code}
            autoComplete="off"
            className="tabular"
            onChange={(event) => setCode(event.target.value)}
          />
        </Field>
        <Field label="Name" required>
          <Input
            value={name}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      </div>
    </ReasonDialog>
  );
}
