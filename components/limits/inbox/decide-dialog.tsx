'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { usdInput } from '@/components/budgets/rule-draft';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent, DialogFooter, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toast';
import { decideRequestAction } from '@/lib/quota-requests/actions';
import { type Decide, decideSchema, type InboxItem } from '@/lib/quota-requests/schema';
import { draftLimits, draftOfLimits, limitText } from '../limit-draft';
import { LimitFields } from '../limit-fields';

const DONE = { approved: 'Granted.', amended: 'Granted otherwise.', refused: 'Refused.' };

/** Grants a request as it is or with other amounts, or refuses it. Either way with an answer. */
export function DecideDialog({ item }: { item: InboxItem }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(() => draftOfLimits(item.wanted));
  const [days, setDays] = useState(item.days?.toString() ?? '');
  const [fee, setFee] = useState('0');
  const [answer, setAnswer] = useState('');
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [running, setRunning] = useState<Decide['decision']>();
  const [problem, setProblem] = useState<string>();
  const decide = async (decision: Decide['decision']) => {
    const of = { decision, tenantId: item.tenant.id, id: item.id, answer };
    const grant = {
      granted: draftLimits(draft),
      days: days.trim() === '' ? null : Number(days),
      feeNano: usdInput(fee) ?? '',
    };
    const parsed = decideSchema.safeParse(decision === 'grant' ? { ...of, ...grant } : of);
    setProblem(undefined);
    setErrors(complaints(parsed.error?.issues ?? []));
    if (!parsed.success) return;
    setRunning(decision);
    const result = await decideRequestAction(parsed.data).finally(() => setRunning(undefined));
    if (!result.ok)
      return setProblem(
        result.error.code === 'not_found'
          ? 'It was withdrawn or decided meanwhile.'
          : result.error.message,
      );
    setOpen(false);
    toast.success(DONE[result.value.state as keyof typeof DONE]);
    router.refresh();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void decide('grant');
  };
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm" variant="primary" aria-label={`Decide on ${item.tenant.name}’s request`}>
          Decide
        </Button>
      </DialogTrigger>
      <DialogContent title={`${item.tenant.name} asks for more`} description={item.reason}>
        <form onSubmit={submit} noValidate className="space-y-4">
          <LimitFields
            draft={draft}
            onChange={setDraft}
            errors={errors}
            hint={(limit) => `Now ${limitText(limit, item.now[limit])}; empty: as it is.`}
          />
          <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
            <Field
              label="Days"
              optional
              error={errors.days}
              hint="Empty: for good. Else an add-on, which ends by itself."
            >
              <Input
                value={days}
                onChange={(event) => setDays(event.target.value)}
                inputMode="numeric"
                autoComplete="off"
              />
            </Field>
            <Field label="Fee of the add-on (USD)" error={errors.feeNano} hint="Once.">
              <Input
                value={fee}
                onChange={(event) => setFee(event.target.value)}
                inputMode="decimal"
                autoComplete="off"
                disabled={days.trim() === ''}
              />
            </Field>
          </div>
          <Field
            label="Answer"
            required
            error={errors.answer}
            hint="The tenant’s admins read it; it is in both audit logs."
          >
            <Textarea
              value={answer}
              onChange={(event) => setAnswer(event.target.value)}
              maxLength={500}
              rows={2}
            />
          </Field>
          {errors.granted && <p className="text-[0.8125rem] text-danger">{errors.granted}</p>}
          {problem && <Alert kind="error" title="Nothing was decided" text={problem} />}
          <DialogFooter className="-mx-5 -mb-5">
            <Button
              variant="danger"
              loading={running === 'refuse'}
              onClick={() => void decide('refuse')}
            >
              Refuse
            </Button>
            <Button type="submit" variant="primary" loading={running === 'grant'}>
              Grant
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

function complaints(issues: readonly { path: PropertyKey[]; message: string }[]) {
  const errors: Record<string, string> = {};
  for (const { path, message } of issues)
    errors[String(path[0] === 'granted' ? (path[1] ?? 'granted') : path[0])] ??= message;
  return errors;
}
