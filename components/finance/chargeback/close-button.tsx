'use client';

import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { closeMonthAction } from '@/lib/finance/chargeback/actions';
import { monthName } from '../statement/month-name';

interface CloseButtonProps {
  tenantId: string;
  name: string;
  month: string;
  totalNano: string;
  dueMinor: string;
  /** What is due, in words. */
  due: string;
  /** It is the first one that is closed, and there are months before it. */
  leavesEarlier: boolean;
}

/** Makes a month final, as it is shown. */
export function CloseButton({ leavesEarlier, ...closing }: CloseButtonProps) {
  const { tenantId, name, month, totalNano, dueMinor, due } = closing;
  const first = leavesEarlier
    ? ' It is the tenant’s first: earlier months can not be closed after it.'
    : '';
  return (
    <ReasonDialog
      trigger={
        <Button size="sm" variant="primary">
          Close the month…
        </Button>
      }
      title={`Close ${monthName(month)} of ${name}?`}
      description={`A numbered statement of ${due} is issued. It is never changed: a credit note corrects it, and what arrives later is on the next one.${first}`}
      tone="primary"
      confirmLabel="Close"
      done="The statement is issued."
      hint="For the statement’s record, the tenant’s audit log and ours."
      onConfirm={async (reason) => {
        const result = await closeMonthAction({
          tenantId,
          month,
          seenTotalNano: totalNano,
          seenDueMinor: dueMinor,
          reason,
        });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
