'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PlainSelect } from '@/components/ui/plain-select';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { creditStatementAction } from '@/lib/finance/chargeback/actions';
import { exactUsd, formatUsd, parseUsd } from '@/lib/money';

interface CreditButtonProps {
  tenantId: string;
  statementId: string;
  number: string;
  seenNotes: number;
  /** What each line has left, in nano-dollars, of its own sign. */
  left: readonly { label: string; amountNano: string }[];
}

const newCreditId = () => crypto.randomUUID();

/** Takes a line of a statement back, in full or in part, or all that is left. */
export function CreditButton({
  tenantId,
  statementId,
  number,
  seenNotes,
  left,
}: CreditButtonProps) {
  const [line, setLine] = useState('all');
  const [amount, setAmount] = useState('');
  // Sent twice, it is issued once.
  const [creditId, setCreditId] = useState(newCreditId);
  const chosen = line === 'all' ? undefined : left[Number(line)];
  const choose = (value: string) => {
    setLine(value);
    const room = BigInt(left[Number(value)]?.amountNano ?? 0);
    setAmount(exactUsd(room < 0n ? -room : room));
  };
  return (
    <ReasonDialog
      trigger={<Button size="sm">Credit note…</Button>}
      title={`Credit note over ${number}?`}
      description="A numbered note takes it back at the statement’s own rate and tax. The statement itself stays as it is."
      tone="primary"
      confirmLabel="Issue the note"
      done="The credit note is issued."
      hint="For the note, the tenant’s audit log and ours."
      onConfirm={async (reason) => {
        const nano = chosen && parseUsd(amount);
        if (chosen && !nano) return 'An amount in dollars, other than zero.';
        const sign = chosen?.amountNano.startsWith('-') ? '-' : '';
        const lines = chosen ? [{ line: Number(line), amountNano: `${sign}${nano}` }] : null;
        const given = { creditId, tenantId, statementId, seenNotes, lines, reason };
        const result = await creditStatementAction(given);
        if (!result.ok) return result.error.message;
        setCreditId(newCreditId());
        setLine('all');
        return undefined;
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="What is taken back">
          <PlainSelect
            value={line}
            onChoose={choose}
            options={[
              { value: 'all', label: 'All that is left' },
              ...left.flatMap(({ label, amountNano }, at) =>
                amountNano === '0'
                  ? []
                  : [
                      {
                        value: String(at),
                        label: `${at + 1}. ${label}, ${formatUsd(BigInt(amountNano))}`,
                      },
                    ],
              ),
            ]}
          />
        </Field>
        {chosen && (
          <Field label="Amount (USD)" required>
            <Input
              value={amount}
              inputMode="decimal"
              autoComplete="off"
              className="tabular"
              onChange={(event) => setAmount(event.target.value)}
            />
          </Field>
        )}
      </div>
    </ReasonDialog>
  );
}
