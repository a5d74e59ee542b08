'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { closeAllAction } from '@/lib/finance/chargeback/actions';
import type { ClosingStep } from '@/lib/finance/chargeback/schema';
import { monthName } from '../statement/month-name';

/** Closes a month of every tenant, some after the other; what is refused is listed, and asking again goes on. */
export function CloseAllButton({ month }: { month: string }) {
  const [done, setDone] = useState(0);
  const [refused, setRefused] = useState<ClosingStep['refused']>([]);
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant="primary">
          Close all…
        </Button>
      }
      title={`Close ${monthName(month)} of every tenant?`}
      description="Each tenant gets a numbered statement that is never changed. One that is refused holds no other up; one that is closed already stays as it is. Of one that has no statement yet, earlier months can not be closed after this one."
      tone="primary"
      confirmLabel="Close all"
      done="The month is closed."
      onConfirm={async (reason) => {
        let [sum, after]: [number, string | null] = [0, null];
        const all: ClosingStep['refused'] = [];
        do {
          const result = await closeAllAction({ month, after, reason });
          if (!result.ok) return result.error.message;
          const step: ClosingStep = result.value;
          sum += step.closed + step.already;
          all.push(...step.refused);
          after = step.after;
          setDone(sum);
          setRefused([...all]);
        } while (after !== null);
        return all.length > 0 ? `${all.length} of ${sum + all.length} were refused.` : undefined;
      }}
    >
      <p role="status" className="text-ink-soft text-sm">
        {done > 0 && `${done} closed.`}
      </p>
      {refused.length > 0 && (
        <ul className="max-h-40 overflow-y-auto text-sm">
          {refused.map((each) => (
            <li key={each.tenantId} className="break-words">
              {each.name}: {each.why}
            </li>
          ))}
        </ul>
      )}
    </ReasonDialog>
  );
}
