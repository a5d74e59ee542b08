'use client';

import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { PlainSelect } from '@/components/ui/plain-select';

const ACCOUNTS = [
  { value: 'platform', label: 'The platform’s account' },
  { value: 'own', label: 'Accounts that tenants bring' },
];

export function AccountField({ value }: { value: string | undefined }) {
  const [chosen, setChosen] = useState(value ?? 'platform');
  return (
    <Field label="Account" className="w-full sm:w-72">
      <PlainSelect name="account" options={ACCOUNTS} value={chosen} onChoose={setChosen} />
    </Field>
  );
}
