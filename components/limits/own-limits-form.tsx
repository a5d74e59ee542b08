'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { OWN_LIMITS, type OwnLimit } from '@/lib/tenancy/schema';
import { setOwnLimitsAction } from '@/lib/usage/own-limits/actions';
import { type OwnLimitsView, setOwnLimitsSchema } from '@/lib/usage/own-limits/schema';
import { draftLimits, draftOfLimits, limitText } from './limit-draft';
import { LimitFields } from './limit-fields';
import { PriceNote } from './price-note';

/** Moves limits within the range, at once. Give it the version as key: a newer one begins it anew. */
export function OwnLimitsForm({ slug, view }: { slug: string; view: OwnLimitsView }) {
  const router = useRouter();
  const [draft, setDraft] = useState(() => draftOfLimits(view.own));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string>();
  const input = { basedOn: view.version, limits: draftLimits(draft), reason };
  const errors = errorsOf(input, view);
  const shown = tried ? errors : onlyTyped(errors, draft);
  const inForce = (limit: OwnLimit) =>
    errors[limit] ? null : String(input.limits[limit] ?? agreedOf(view, limit));
  const tokens = inForce('tokensPerMonth');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(undefined);
    const parsed = setOwnLimitsSchema.safeParse(input);
    if (!parsed.success || Object.keys(errors).length > 0) return;
    setSaving(true);
    const result = await setOwnLimitsAction(slug, parsed.data).finally(() => setSaving(false));
    if (!result.ok) return setProblem(result.error.message);
    toast.success('Your limits are in force from the next question on.');
    router.refresh();
  };
  return (
    <form onSubmit={submit} noValidate aria-label="Limits you set" className="space-y-5">
      <LimitFields
        draft={draft}
        onChange={setDraft}
        errors={shown}
        hint={(limit) => (
          <>
            In force: {limitText(limit, rangeOf(view, limit)?.now ?? 0)}. Up to{' '}
            {limitText(limit, rangeOf(view, limit)?.ceiling ?? 0)}; empty: as agreed,{' '}
            {limitText(limit, agreedOf(view, limit))}.
          </>
        )}
      />
      <PriceNote
        prices={view.prices}
        spendNano={inForce('priceNanoPerMonth')}
        tokensPerMonth={tokens === null ? null : Number(tokens)}
      />
      <Field
        label="Reason"
        required
        error={shown.reason}
        hint="For the audit log. The platform’s operators see it beside the version."
      >
        <Input
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          maxLength={500}
          autoComplete="off"
        />
      </Field>
      {problem && <Alert kind="error" title="The limits were not changed" text={problem} />}
      <Button type="submit" variant="primary" loading={saving}>
        Put in force
      </Button>
    </form>
  );
}

function rangeOf({ ranges }: OwnLimitsView, limit: OwnLimit) {
  return ranges.find((range) => range.limit === limit);
}

function agreedOf(view: OwnLimitsView, limit: OwnLimit): string {
  return rangeOf(view, limit)?.agreed ?? '0';
}

/** The first complaint about each field. */
function errorsOf(input: { limits: Record<string, unknown> }, view: OwnLimitsView) {
  const errors: Record<string, string> = {};
  for (const { path, message } of setOwnLimitsSchema.safeParse(input).error?.issues ?? [])
    errors[String(path[0] === 'limits' ? (path[1] ?? 'reason') : path[0])] ??= message;
  for (const limit of OWN_LIMITS) {
    const wanted = input.limits[limit];
    if (wanted === undefined || errors[limit]) continue;
    const ceiling = rangeOf(view, limit)?.ceiling ?? '0';
    if (BigInt(String(wanted)) > BigInt(ceiling))
      errors[limit] = `Your range ends at ${limitText(limit, ceiling)}. Ask for more below.`;
  }
  return errors;
}

/** Before the first try, complaints about what somebody typed alone. */
function onlyTyped(errors: Record<string, string>, draft: Record<OwnLimit, string>) {
  return Object.fromEntries(
    Object.entries(errors).filter(([field]) => draft[field as OwnLimit]?.trim()),
  );
}
