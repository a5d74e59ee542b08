'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Money } from '@/components/console/money';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toast';
import { correctCallAction, previewCorrectionAction } from '@/lib/finance/corrections/actions';
import {
  type CorrectableCall,
  type CorrectedTokens,
  correctedTokensSchema,
} from '@/lib/finance/corrections/schema';
import { exactUsd, parseUsd } from '@/lib/money';
import { FigureField } from '../figure-field';
import { TOKEN_KINDS, TOKEN_LABEL } from './call-figures';

const usd = (nano: string) => exactUsd(BigInt(nano));

/** What the call should have been; the difference is shown before it is booked. Give it the call's net figures as key. */
export function CorrectionForm({ call }: { call: CorrectableCall }) {
  const router = useRouter();
  const [tokens, setTokens] = useState(() => textOf(call.net.tokens));
  const [cost, setCost] = useState(() => usd(call.net.costNano));
  const [price, setPrice] = useState(() => usd(call.net.priceNano));
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState<'preview' | 'save'>();
  const parsed = correctedTokensSchema.safeParse(numbersOf(tokens));
  const [costNano, priceNano] = [parseUsd(cost), parseUsd(price)];
  const usable = parsed.success && costNano !== undefined && priceNano !== undefined;
  const ids = { tenantId: call.tenant.id, entryId: call.id };

  const compute = async () => {
    if (!parsed.success) return;
    setBusy('preview');
    const result = await previewCorrectionAction({ ...ids, tokens: parsed.data });
    setBusy(undefined);
    setProblem(result.ok ? undefined : result.error.message);
    if (!result.ok) return;
    setCost(usd(result.value.costNano));
    setPrice(usd(result.value.priceNano));
  };
  const book = async () => {
    if (!usable) return;
    setBusy('save');
    const result = await correctCallAction({
      ...ids,
      tokens: parsed.data,
      costNano: costNano.toString(),
      priceNano: priceNano.toString(),
      seenCostNano: call.net.costNano,
      seenPriceNano: call.net.priceNano,
      reason,
    });
    setBusy(undefined);
    if (!result.ok) return setProblem(result.error.message);
    toast.success('The correction is in the ledger.');
    router.refresh();
  };

  return (
    <div className="space-y-5">
      <div className="grid gap-4 sm:grid-cols-3 lg:grid-cols-5">
        {TOKEN_KINDS.map((kind) => (
          <FigureField
            key={kind}
            label={TOKEN_LABEL[kind]}
            value={tokens[kind]}
            inputMode="numeric"
            onChange={(text) => setTokens({ ...tokens, [kind]: text })}
          />
        ))}
      </div>
      <div className="grid items-end gap-4 sm:grid-cols-3">
        <FigureField label="Cost (USD)" value={cost} inputMode="decimal" onChange={setCost} />
        <FigureField label="Price (USD)" value={price} inputMode="decimal" onChange={setPrice} />
        <Button disabled={!parsed.success} loading={busy === 'preview'} onClick={compute}>
          Price the tokens
        </Button>
      </div>
      {usable ? (
        <p className="text-sm" role="status">
          The entry will be <Money nano={difference(costNano, call.net.costNano)} /> of cost and{' '}
          <Money nano={difference(priceNano, call.net.priceNano)} /> of price; budgets that held the
          call follow.
        </p>
      ) : (
        <p className="text-danger text-sm">
          Whole tokens, and dollars with at most nine places, none of them negative.
        </p>
      )}
      <Field label="Reason" required hint="For the ledger, the tenant’s audit log and ours.">
        <Textarea
          value={reason}
          rows={2}
          maxLength={500}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      {problem && <Alert kind="error" title={problem} />}
      <Button
        variant="primary"
        loading={busy === 'save'}
        disabled={!usable || reason.trim().length < 3}
        onClick={book}
      >
        Book the correction
      </Button>
    </div>
  );
}

function textOf(tokens: CorrectedTokens): Record<keyof CorrectedTokens, string> {
  return Object.fromEntries(TOKEN_KINDS.map((kind) => [kind, String(tokens[kind])])) as Record<
    keyof CorrectedTokens,
    string
  >;
}

function numbersOf(tokens: Record<keyof CorrectedTokens, string>): Record<string, number> {
  return Object.fromEntries(
    TOKEN_KINDS.map((kind) => [
      kind,
      /^\d+$/.test(tokens[kind].trim()) ? Number(tokens[kind]) : Number.NaN,
    ]),
  );
}

function difference(next: bigint, before: string): string {
  return (next - BigInt(before)).toString();
}
