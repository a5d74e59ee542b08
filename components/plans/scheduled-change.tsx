'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { planName } from '@/components/console/status-badges';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { formatDateTime } from '@/components/ui/format';
import { toast } from '@/components/ui/toast';
import { undoPlanAction } from '@/lib/plan-changes/actions';
import type { PlanChangeView } from '@/lib/plan-changes/schema';

interface ScheduledChangeProps {
  slug: string;
  change: PlanChangeView;
  timeZone: string;
  changes: boolean;
}

/** A change that waits for the next month, and the way back. */
export function ScheduledChange({ slug, change, timeZone, changes }: ScheduledChangeProps) {
  const router = useRouter();
  const [running, setRunning] = useState(false);
  const undo = async () => {
    setRunning(true);
    const result = await undoPlanAction(slug, { id: change.id }).finally(() => setRunning(false));
    if (result.ok) toast.success(`You stay on ${planName(change.from)}.`);
    else
      toast.error('The change could not be undone', {
        description:
          result.error.code === 'not_found' ? 'It is in force already.' : result.error.message,
      });
    router.refresh();
  };
  return (
    <Alert
      className="mb-6"
      title={`${planName(change.to)} from ${formatDateTime(change.effectiveAt, { timeZone })} ${timeZone}`}
      text={`Asked for by ${change.askedBy ?? 'somebody who left'}: ${change.reason}`}
      action={
        changes && (
          <Button size="sm" loading={running} onClick={undo}>
            Undo
          </Button>
        )
      }
    />
  );
}
