'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PlainSelect } from '@/components/ui/plain-select';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { addRateAction } from '@/lib/finance/chargeback/actions';
import { CURRENCIES, type Currency } from '@/lib/finance/chargeback/facts';
import { parseUsd } from '@/lib/money';

type Foreign = Exclude<Currency, 'USD'>;

const FOREIGN = Object.keys(CURRENCIES).filter((code) => code !== 'USD');

/** Adds what a dollar is in another currency, from a day on. */
export function RateButton({ today }: { today: string }) {
  const [currency, setCurrency] = useState<Foreign>('EUR');
  const [validFrom, setValidFrom] = useState(today);
  const [rate, setRate] = useState('');
  const [source, setSource] = useState('');
  return (
    <ReasonDialog
      trigger={<Button size="sm">Add a rate…</Button>}
      title="Add an exchange rate?"
      description="A month goes by the rate in force on its last day. Statements that were issued keep theirs."
      tone="primary"
      confirmLabel="Add"
      done="The exchange rate is added."
      onConfirm={async (reason) => {
        // Nine decimals, as of dollars.
        const rateNano = parseUsd(rate);
        if (!rateNano) return 'A rate above zero, with nine decimals at most.';
        const given = { currency, validFrom, rateNano: rateNano.toString(), source, reason };
        const result = await addRateAction(given);
        if (!result.ok) return result.error.message;
        setRate('');
        return undefined;
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Currency">
          <PlainSelect
            value={currency}
            onChoose={(value) => setCurrency(value as Foreign)}
            options={FOREIGN.map((code) => ({ value: code, label: code }))}
          />
        </Field>
        <Field label="From" required>
          <Input
            type="date"
            value={validFrom}
            onChange={(event) => setValidFrom(event.target.value)}
          />
        </Field>
        <Field label={`${currency} for 1 USD`} required>
          <Input
            value={rate}
            inputMode="decimal"
            autoComplete="off"
            className="tabular"
            onChange={(event) => setRate(event.target.value)}
          />
        </Field>
        <Field label="Source" required hint="It stands on each statement.">
          <Input
            value={source}
            autoComplete="off"
            onChange={(event) => setSource(event.target.value)}
          />
        </Field>
      </div>
    </ReasonDialog>
  );
}
