'use client';

import { useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { formatCount, formatDate } from '@/components/ui/format';
import { formatUsd } from '@/lib/money';
import { previewPolicyAction } from '@/lib/policies/actions';
import type { Preview, PreviewInput } from '@/lib/policies/preview/schema';

interface PreviewPanelProps {
  /** Absent: the form is not usable yet. */
  input?: PreviewInput;
  hint?: string;
}

/** What the last 30 days would have been with what the form says. Asked for, since it reads every call of that time. */
export function PreviewPanel({ input, hint }: PreviewPanelProps) {
  const [shown, setShown] = useState<{ of: string; preview: Preview }>();
  const [problem, setProblem] = useState<string>();
  const [running, setRunning] = useState(false);
  const key = JSON.stringify(input);
  const look = async () => {
    if (!input) return;
    setRunning(true);
    const result = await previewPolicyAction(input).finally(() => setRunning(false));
    setProblem(result.ok ? undefined : result.error.message);
    if (result.ok) setShown({ of: key, preview: result.value });
  };
  return (
    <section aria-label="Preview" className="space-y-2">
      <Button className="w-full" onClick={() => void look()} loading={running} disabled={!input}>
        Preview on the last 30 days
      </Button>
      {hint && <p className="text-[0.8125rem] text-ink-soft">{hint}</p>}
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
  const { requests, refused, refusedNow, byLimit, otherModel, refusedThen, isPart, many } = preview;
  const [tenant, inPart] = many
    ? ['the tenants', ', of some tenants the newest requests alone']
    : ['the tenant', ', the newest requests alone'];
  if (requests === 0)
    return (
      <>
        <p>There were no requests in that time to go by.</p>
        {many && <OfMany many={many} />}
      </>
    );
  return (
    <>
      <p className="font-medium">
        With this, {formatCount(refused)} of {formatCount(requests)} requests would have been
        refused ({formatCount(refusedNow)} with the policy in force), and it would have cost{' '}
        {difference(preview.costNano)} than with that one.
      </p>
      {many && <OfMany many={many} />}
      <p className="text-ink-soft">
        For {tenant}: {difference(preview.priceNano)}.
      </p>
      <p className="text-ink-soft">
        In fact it cost {formatUsd(BigInt(preview.costThenNano))}, and {tenant}{' '}
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
        {isPart && inPart}; requests under way at the same time are not replayed.
      </p>
    </>
  );
}

/** Of how many tenants it is the sum. */
function OfMany({ many }: { many: NonNullable<Preview['many']> }) {
  const { tenants, computed, contradicting } = many;
  if (tenants === 0) return <p className="text-ink-soft">There is no tenant in it.</p>;
  return (
    <p className="text-ink-soft">
      {computed === tenants
        ? `Computed for ${tenants === 1 ? 'the one tenant' : `all ${formatCount(tenants)} tenants`}.`
        : `Computed for ${formatCount(computed)} of ${formatCount(tenants)} tenants${computed + contradicting < tenants ? ', those with the most requests' : ''}.`}
      {contradicting > 0 &&
        ` ${formatCount(contradicting)} ${contradicting === 1 ? 'was' : 'were'} left out: it would contradict the rest of their policy.`}
    </p>
  );
}

function difference(nano: string): string {
  const amount = BigInt(nano);
  if (amount === 0n) return 'not more and not less';
  return `${formatUsd(amount < 0n ? -amount : amount)} ${amount < 0n ? 'less' : 'more'}`;
}
