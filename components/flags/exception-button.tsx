'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { PlainSelect } from '@/components/ui/plain-select';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { setTenantFlagAction } from '@/lib/flags/actions';
import { FLAGS, type FlagName } from '@/lib/flags/schema';

const WAYS = [
  { value: 'on', label: 'On' },
  { value: 'off', label: 'Off' },
  { value: 'share', label: 'As the share has it' },
];

interface ExceptionButtonProps {
  name: FlagName;
  tenants: readonly { id: string; name: string }[];
}

/** What a feature is for one tenant, whatever the share is. */
export function ExceptionButton({ name, tenants }: ExceptionButtonProps) {
  const [tenantId, setTenantId] = useState('');
  const [way, setWay] = useState('on');
  const options = [
    { value: '', label: 'Choose a tenant' },
    ...tenants.map((tenant) => ({ value: tenant.id, label: tenant.name })),
  ];
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant="ghost">
          For one tenant
        </Button>
      }
      title={`“${FLAGS[name].label}” for one tenant?`}
      description="In force everywhere within a second; undone by choosing “As the share has it”."
      confirmLabel="Set it"
      tone="primary"
      done="It is set for the tenant."
      hint="For the audit logs, ours and the tenant’s."
      onConfirm={async (reason) => {
        if (tenantId === '') return 'Choose a tenant.';
        const on = way === 'share' ? null : way === 'on';
        const result = await setTenantFlagAction({ name, tenantId, on, reason });
        return result.ok ? undefined : result.error.message;
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Tenant">
          <PlainSelect options={options} value={tenantId} onChoose={setTenantId} />
        </Field>
        <Field label="The feature is">
          <PlainSelect options={WAYS} value={way} onChoose={setWay} />
        </Field>
      </div>
    </ReasonDialog>
  );
}
