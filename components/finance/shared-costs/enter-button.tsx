'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PlainSelect } from '@/components/ui/plain-select';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { enterSharedCostAction } from '@/lib/finance/shared-costs/actions';
import type { Method, SharedKind } from '@/lib/finance/shared-costs/schema';
import { parseUsd } from '@/lib/money';
import { monthName } from '../statement/month-name';
import { SharesField } from './shares-field';
import { KIND_LABEL, METHOD_LABEL } from './words';

interface EnterButtonProps {
  month: string;
  tenants: readonly { id: string; name: string }[];
}

const options = <Key extends string>(labels: Record<Key, string>) =>
  Object.entries<string>(labels).map(([value, label]) => ({ value, label }));
const newId = () => crypto.randomUUID();

/** Enters what the month cost the platform for all, with the method by which it is shared. */
export function EnterButton({ month, tenants }: EnterButtonProps) {
  const [kind, setKind] = useState<SharedKind>('platform');
  const [method, setMethod] = useState<Method>('proportional');
  const [amount, setAmount] = useState('');
  const [shares, setShares] = useState<Record<string, number>>({});
  // Sent twice, it is entered once.
  const [id, setId] = useState(newId);
  return (
    <ReasonDialog
      trigger={<Button size="sm">Enter a cost…</Button>}
      title={`Enter a shared cost of ${monthName(month)}`}
      description="It is shared among the tenants of the month to the nano-dollar. It can be withdrawn, not changed."
      tone="primary"
      confirmLabel="Enter"
      done="The cost is entered and shared."
      onConfirm={async (reason) => {
        const amountNano = parseUsd(amount)?.toString() ?? '';
        const given = { id, month, kind, amountNano, method, reason };
        const result = await enterSharedCostAction({
          ...given,
          shares: method === 'fixed' ? shares : {},
        });
        if (!result.ok) return result.error.message;
        setId(newId());
        setAmount('');
        setShares({});
        return undefined;
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Kind">
          <PlainSelect
            aria-label="Kind"
            value={kind}
            onChoose={(value) => setKind(value as SharedKind)}
            options={options(KIND_LABEL)}
          />
        </Field>
        <Field label="Amount (USD)" required>
          <Input
            value={amount}
            inputMode="decimal"
            autoComplete="off"
            className="tabular"
            onChange={(event) => setAmount(event.target.value)}
          />
        </Field>
        <Field label="Shared">
          <PlainSelect
            aria-label="Shared"
            value={method}
            onChoose={(value) => setMethod(value as Method)}
            options={options(METHOD_LABEL)}
          />
        </Field>
      </div>
      {method === 'fixed' && <SharesField tenants={tenants} shares={shares} onChange={setShares} />}
    </ReasonDialog>
  );
}
