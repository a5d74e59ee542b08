'use client';

import { useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { formatCount, formatDate } from '@/components/ui/format';
import { formatUsd } from '@/lib/money';
import { previewPolicyAction } from '@/lib/policies/actions';
import type { Preview } from '@/lib/policies/preview/schema';
import type { Policy } from '@/lib/tenancy/schema';

/** What the last 30 days would have been under the policy of the form. Asked for, since it reads every call of that time. */
export function PreviewPanel({ tenantId, policy }: { tenantId: string; policy?: Policy }) {
  const [shown, setShown] = useState<{ of: string; preview: Preview }>();
  const [problem, setProblem] = useState<string>();
  const [running, setRunning] = useState(false);
  const key = JSON.stringify(policy);
  const look = async () => {
    if (!policy) return;
    setRunning(true);
    const result = await previewPolicyAction({ tenantId, policy }).finally(() => setRunning(false));
    setProblem(result.ok ? undefined : result.error.message);
    if (result.ok) setShown({ of: key, preview: result.value });
  };
  return (
    <section aria-label="Preview" className="space-y-2">
      <Button className="w-full" onClick={() => void look()} loading={running} disabled={!policy}>
        Preview on the last 30 days
      </Button>
      {problem && <Alert kind="error" title="No preview" text={problem} />}
      <div aria-live="polite" className="space-y-1 text-[0.8125rem]">
        {shown && shown.of !== key && (
          <p className="text-ink-faint">The form has changed since this preview.</p>
        )}
        {shown && <PreviewFacts preview={shown.preview} />}
      </div>
    </section>
  );
}

function PreviewFacts({ preview }: { preview: Preview }) {
  const { requests, refused, refusedNow, byLimit, otherModel, refusedThen, isPart } = preview;
  if (requests === 0) return <p>There were no requests in that time to go by.</p>;
  return (
    <>
      <p className="font-medium">
        With this, {formatCount(refused)} of {formatCount(requests)} requests would have been
        refused ({formatCount(refusedNow)} with the policy in force), and it would have cost{' '}
        {difference(preview.costNano)} than with that one.
      </p>
      <p className="text-ink-soft">For the tenant: {difference(preview.priceNano)}.</p>
      <p className="text-ink-soft">
        In fact it cost {formatUsd(BigInt(preview.costThenNano))}, and the tenant{' '}
        {formatUsd(BigInt(preview.priceThenNano))}.
      </p>
      {byLimit.length > 0 && (
        <ul className="text-ink-soft">
          {byLimit.map(({ limit, requests: count }) => (
            <li key={limit}>
              {formatCount(count)} by {limit}
            </li>
          ))}
        </ul>
      )}
      {otherModel > 0 && (
        <p className="text-ink-soft">{formatCount(otherModel)} by another model of the list.</p>
      )}
      {refusedThen > 0 && (
        <p className="text-ink-soft">
          {formatCount(refusedThen)} were refused at that time; what they would have used is not
          known.
        </p>
      )}
      <p className="text-ink-faint">
        Computed from the ledger, {formatDate(preview.from)} to {formatDate(preview.to)}
        {isPart && ', the newest requests alone'}; requests under way at the same time are not
        replayed.
      </p>
    </>
  );
}

function difference(nano: string): string {
  const amount = BigInt(nano);
  if (amount === 0n) return 'not more and not less';
  return `${formatUsd(amount < 0n ? -amount : amount)} ${amount < 0n ? 'less' : 'more'}`;
}
