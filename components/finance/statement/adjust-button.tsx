'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { Select } from '@/components/ui/select';
import { adjustMonthAction } from '@/lib/finance/corrections/actions';
import { formatUsd, parseUsd } from '@/lib/money';
import { monthName } from './month-name';

interface AdjustButtonProps {
  tenantId: string;
  name: string;
  month: string;
}

const newEntryId = () => crypto.randomUUID();

/** Credits or charges a tenant for the month as a whole, as an entry of the ledger. */
export function AdjustButton({ tenantId, name, month }: AdjustButtonProps) {
  const [kind, setKind] = useState<'credit' | 'charge'>('credit');
  const [amount, setAmount] = useState('');
  // Sent twice, it is booked once.
  const [entryId, setEntryId] = useState(newEntryId);
  const nano = parseUsd(amount);
  return (
    <ReasonDialog
      trigger={<Button size="sm">Adjust…</Button>}
      title={`Adjust ${monthName(month)} of ${name}?`}
      description={
        nano
          ? `An entry of ${kind === 'credit' ? '-' : ''}${formatUsd(nano)} is booked now and shown on the statement of the month in which it is booked. It is no usage: no budget follows it.`
          : 'Book an amount for the month as a whole. A single call is corrected from its ledger row.'
      }
      tone="primary"
      confirmLabel={kind === 'credit' ? 'Credit' : 'Charge'}
      done="The adjustment is in the ledger."
      hint="For the statement, the tenant’s audit log and ours."
      onConfirm={async (reason) => {
        if (!nano) return 'An amount in dollars, other than zero.';
        const priceNano = (kind === 'credit' ? -nano : nano).toString();
        const result = await adjustMonthAction({
          entryId,
          tenantId,
          month,
          priceNano,
          reason,
        });
        if (!result.ok) return result.error.message;
        setEntryId(newEntryId());
        setAmount('');
        return undefined;
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Kind">
          <Select
            value={kind}
            onValueChange={(value) => setKind(value === 'charge' ? 'charge' : 'credit')}
            options={[
              { value: 'credit', label: 'Credit' },
              { value: 'charge', label: 'Charge' },
            ]}
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
      </div>
    </ReasonDialog>
  );
}
