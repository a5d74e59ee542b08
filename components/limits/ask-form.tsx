'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toast';
import { askForLimitsAction } from '@/lib/quota-requests/actions';
import { askSchema } from '@/lib/quota-requests/schema';
import { OWN_LIMITS, type OwnLimit } from '@/lib/tenancy/schema';
import type { OwnLimitsView } from '@/lib/usage/own-limits/schema';
import { draftLimits, EMPTY_DRAFT, limitInput, limitText } from './limit-draft';
import { LimitFields } from './limit-fields';
import { PriceNote } from './price-note';

interface AskFormProps {
  slug: string;
  view: OwnLimitsView;
  /** The limit that somebody came for. */
  about: OwnLimit | undefined;
}

/** Asks the platform for higher limits, for good or for some days. */
export function AskForm({ slug, view, about }: AskFormProps) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => ({ ...EMPTY_DRAFT, ...suggestion(view, about) }));
  const [days, setDays] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  // Whoever came from a refused question stands where there is something left to say.
  useEffect(() => {
    if (about) form.current?.querySelector('textarea')?.focus();
  }, [about]);
  const wanted = draftLimits(draft);
  const input = { wanted, days: days.trim() === '' ? null : Number(days), reason };
  const errors = tried ? errorsOf(input, view) : {};
  const of = (limit: OwnLimit) => String(wanted[limit] ?? nowOf(view, limit));
  const readable = askSchema.shape.wanted.safeParse(wanted).success;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(undefined);
    const parsed = askSchema.safeParse(input);
    if (!parsed.success || Object.keys(errorsOf(input, view)).length > 0) return;
    setSending(true);
    const result = await askForLimitsAction(slug, parsed.data).finally(() => setSending(false));
    if (!result.ok) return setProblem(result.error.message);
    toast.success('Your request is with the platform.');
    router.refresh();
  };
  return (
    <form ref={form} onSubmit={submit} noValidate aria-label="Ask for more" className="space-y-5">
      <LimitFields
        draft={draft}
        onChange={setDraft}
        errors={errors}
        hint={(limit) => `Now ${limitText(limit, nowOf(view, limit))}; empty: as it is.`}
      />
      <PriceNote
        label="If it is granted"
        prices={view.prices}
        spendNano={readable ? of('priceNanoPerMonth') : null}
        tokensPerMonth={readable ? Number(of('tokensPerMonth')) : null}
      />
      <Field
        label="For how many days"
        optional
        error={errors.days}
        hint="Empty: for good. A boost for some days ends by itself; the answer says its fee."
      >
        <Input
          value={days}
          onChange={(event) => setDays(event.target.value)}
          inputMode="numeric"
          autoComplete="off"
          className="tabular sm:max-w-40"
        />
      </Field>
      <Field
        label="Why"
        required
        error={errors.reason}
        hint="A message to the platform’s operators, who read it as it is: nothing from your documents belongs here."
      >
        <Textarea
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          maxLength={1_000}
          rows={3}
        />
      </Field>
      {errors.wanted && <p className="text-[0.8125rem] text-danger">{errors.wanted}</p>}
      {problem && <Alert kind="error" title="The request was not sent" text={problem} />}
      <Button type="submit" variant="primary" loading={sending}>
        Send the request
      </Button>
    </form>
  );
}

function nowOf({ ranges }: OwnLimitsView, limit: OwnLimit): string {
  return ranges.find((range) => range.limit === limit)?.now ?? '0';
}

/** Twice what there is, to begin with. */
function suggestion(view: OwnLimitsView, about: OwnLimit | undefined) {
  return about
    ? { [about]: limitInput(about, (BigInt(nowOf(view, about)) * 2n).toString()) }
    : undefined;
}

function errorsOf(input: { wanted: Record<string, unknown> }, view: OwnLimitsView) {
  const errors: Record<string, string> = {};
  for (const { path, message } of askSchema.safeParse(input).error?.issues ?? [])
    errors[String(path[0] === 'wanted' ? (path[1] ?? 'wanted') : path[0])] ??= message;
  for (const limit of OWN_LIMITS) {
    const wanted = input.wanted[limit];
    if (wanted !== undefined && !errors[limit] && !(Number(wanted) > Number(nowOf(view, limit))))
      errors[limit] = 'You have that much already.';
  }
  return errors;
}
