'use client';

import { useEffect, useState } from 'react';
import { Field } from '@/components/ui/field';
import { formatDateTime } from '@/components/ui/format';
import { PlainSelect } from '@/components/ui/plain-select';
import { listTenantKeysAction } from '@/lib/containment/actions';
import type { KeyFacts } from '@/lib/containment/schema';

interface KeyFieldProps {
  tenantId: string;
  value: string;
  onChange: (keyId: string) => void;
}

/** The tenant's keys by id: their names are its own. */
export function KeyField({ tenantId, value, onChange }: KeyFieldProps) {
  const [keys, setKeys] = useState<KeyFacts[]>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let wanted = true;
    void listTenantKeysAction(tenantId).then((result) => {
      if (!wanted) return;
      if (result.ok) setKeys(result.value);
      else setProblem(result.error.message);
    });
    return () => {
      wanted = false;
    };
  }, [tenantId]);
  const options = [
    { value: '', label: keys ? (keys.length > 0 ? 'Choose a key' : 'It has no key') : 'Loading…' },
    ...(keys ?? []).map(({ id, lastUsedAt }) => ({
      value: id,
      label: `${id} · ${lastUsedAt ? `used ${formatDateTime(lastUsedAt)}` : 'never used'}`,
    })),
  ];
  return (
    <Field label="Key" hint="By id, as requests name it; the last used first." error={problem}>
      <PlainSelect options={options} value={value} onChoose={onChange} />
    </Field>
  );
}
