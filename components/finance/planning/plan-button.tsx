'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { planSpendAction } from '@/lib/finance/planning/actions';
import type { PlannedOf } from '@/lib/finance/planning/schema';
import { exactUsd, parseUsd } from '@/lib/money';
import { monthName } from '../statement/month-name';

interface PlanButtonProps {
  of: PlannedOf;
  /** Of the tenant or group. */
  id: string;
  name: string;
  month: string;
  /** What is planned so far, in nano-dollars. */
  now: string | null;
}

const ABOUT: Record<PlannedOf, string> = {
  tenant: 'The price of usage that is expected, without fees. It limits nothing.',
  group:
    'The price of usage that is expected of all its tenants together, without fees, whatever is planned of each. It limits nothing.',
};

/** Plans what a tenant, or all tenants of a group, are charged for usage in the month. */
export function PlanButton({ of, id, name, month, now }: PlanButtonProps) {
  const [amount, setAmount] = useState(now ? exactUsd(BigInt(now)).replace(/\.?0+$/, '') : '');
  return (
    <ReasonDialog
      trigger={<Button size="sm">Plan…</Button>}
      title={`Plan ${monthName(month)} of ${name}`}
      description={ABOUT[of]}
      tone="primary"
      confirmLabel="Plan"
      done="The plan is saved."
      onConfirm={async (reason) => {
        const plannedNano = parseUsd(amount)?.toString() ?? '';
        const result = await planSpendAction({ of, id, month, plannedNano, reason });
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
