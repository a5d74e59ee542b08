'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { planSpendAction } from '@/lib/finance/planning/actions';
import { exactUsd, parseUsd } from '@/lib/money';
import { monthName } from '../statement/month-name';

interface PlanButtonProps {
  tenantId: string;
  name: string;
  month: string;
  /** What is planned so far, in nano-dollars. */
  now: string | null;
}

/** Plans what a tenant is charged for usage in the month. */
export function PlanButton({ tenantId, name, month, now }: PlanButtonProps) {
  const [amount, setAmount] = useState(now ? exactUsd(BigInt(now)).replace(/\.?0+$/, '') : '');
  return (
    <ReasonDialog
      trigger={<Button size="sm">Plan…</Button>}
      title={`Plan ${monthName(month)} of ${name}`}
      description="The price of usage that is expected, without fees. It limits nothing."
      tone="primary"
      confirmLabel="Plan"
      done="The plan is saved."
      onConfirm={async (reason) => {
        const plannedNano = parseUsd(amount)?.toString() ?? '';
        const result = await planSpendAction({ tenantId, month, plannedNano, reason });
        return result.ok ? undefined : result.error.message;
      }}
    >
      <Field label="Amount (USD)" required>
        <Input
          value={amount}
          inputMode="decimal"
          autoComplete="off"
          className="tabular"
          onChange={(event) => setAmount(event.target.value)}
        />
      </Field>
    </ReasonDialog>
  );
}
