'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { planName } from '@/components/console/status-badges';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogFooter,
  DialogTrigger,
} from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { formatDateTime } from '@/components/ui/format';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { changePlanAction } from '@/lib/plan-changes/actions';
import { changePlanSchema, type PlanQuote } from '@/lib/plan-changes/schema';
import type { Plan } from '@/lib/tenancy/schema';
import { QuoteFacts } from './quote-facts';

interface ChangePlanDialogProps {
  slug: string;
  to: Plan;
  /** Of the policy that the quote goes by. */
  version: number;
  timeZone: string;
  quote: PlanQuote;
  /** This very change waits already. */
  scheduled: boolean;
}

/** Shows what a change costs and changes, and makes it. */
export function ChangePlanDialog(props: ChangePlanDialogProps) {
  const { slug, to, version, timeZone, quote, scheduled } = props;
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<string>();
  const verb = quote.direction === 'up' ? 'Upgrade' : 'Downgrade';
  const fits = quote.misfits.length === 0;
  const input = { to, basedOn: version, reason };
  const error = changePlanSchema.safeParse(input).error?.issues[0]?.message;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(undefined);
    if (error || !fits) return;
    setRunning(true);
    const result = await changePlanAction(slug, input).finally(() => setRunning(false));
    if (!result.ok) return setProblem(result.error.message);
    setOpen(false);
    toast.success(
      quote.direction === 'up'
        ? `${planName(to)} is in force.`
        : `${planName(to)} from ${formatDateTime(result.value.effectiveAt, { timeZone })} ${timeZone}.`,
    );
    router.refresh();
  };
  if (scheduled) return <span className="text-ink-faint">Scheduled</span>;
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm" aria-label={`${verb} to ${planName(to)}`}>
          {verb}
        </Button>
      </DialogTrigger>
      <DialogContent title={`${verb} to ${planName(to)}`}>
        <form onSubmit={submit} noValidate className="space-y-4">
          <QuoteFacts to={to} quote={quote} timeZone={timeZone} />
          {fits && (
            <Field
              label="Reason"
              required
              error={tried && error}
              hint="For the audit log. The platform’s operators see it beside the version."
            >
              <Input
                value={reason}
                onChange={(event) => setReason(event.target.value)}
                maxLength={500}
                autoComplete="off"
              />
            </Field>
          )}
          {problem && <Alert kind="error" title="The plan was not changed" text={problem} />}
          <DialogFooter className="-mx-5 -mb-5">
            <DialogClose asChild>
              <Button>Keep the plan</Button>
            </DialogClose>
            {fits && (
              <Button type="submit" variant="primary" loading={running}>
                {quote.direction === 'up' ? `${verb} now` : `${verb} then`}
              </Button>
            )}
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
