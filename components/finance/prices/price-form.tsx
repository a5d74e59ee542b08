'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { toast } from '@/components/ui/toast';
import { addPricesAction, previewPricesAction } from '@/lib/finance/prices/actions';
import { besides, diffPrices } from '@/lib/finance/prices/changes/schema';
import {
  contentOf,
  draftOf,
  type PriceDraft,
  reasonProblem,
} from '@/lib/finance/prices/draft/schema';
import type {
  PricePreview as Preview,
  PriceLine,
  PriceVersionView,
} from '@/lib/finance/prices/schema';
import { CostEditor } from './cost-editor';
import { PlanEditor } from './plan-editor';
import { PriceChanges } from './price-changes';
import { PricePreview } from './price-preview';
import { PriceWarnings, warningsOf } from './price-warnings';
import { SaveFields, type SaveValues } from './save-fields';

interface PriceFormProps {
  /** What the form begins with, and what changes are shown against. */
  from: PriceVersionView;
  /** The book's newest version: another that comes meanwhile is noticed. */
  basedOn: number;
  /** Lines of the other book that are in force. */
  others: readonly PriceLine[];
  /** Every version of both books that is or comes into force. */
  versions: readonly PriceVersionView[];
  /** ISO 8601: what a version that begins at once begins after. */
  at: string;
  /** ISO 8601: the start of the version that this one withdraws. */
  startsAt: string | null;
}

/** A new version of a book: its lines, what would have changed last month, its start and its reason. */
export function PriceForm({ from, basedOn, others, versions, at, startsAt }: PriceFormProps) {
  const router = useRouter();
  const [draft, setDraft] = useState<PriceDraft>(() => draftOf(from.book, from));
  const [save, setSave] = useState<SaveValues>({
    start: startsAt ? startsAt.slice(0, 16) : '',
    reason: '',
    acceptBelowCost: false,
  });
  const [preview, setPreview] = useState<{ of: PriceDraft; value: Preview }>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState<'preview' | 'save'>();
  const content = contentOf(draft);
  const next = 'value' in content ? content.value : undefined;
  const changes = next ? diffPrices(from, next) : [];
  const start = instantOf(save.start);
  const warnings = next
    ? warningsOf(from, next, besides(versions, from.book, start ?? at))
    : undefined;
  const edited = startsAt !== null || changes.length > 0;
  const previewed = preview?.of === draft;

  const look = async () => {
    if (!next) return;
    setBusy('preview');
    const result = await previewPricesAction(next);
    setBusy(undefined);
    setProblem(result.ok ? undefined : result.error.message);
    if (result.ok) setPreview({ of: draft, value: result.value });
  };
  const add = async () => {
    const wrong = reasonProblem(save.reason);
    if (!next || wrong) return setProblem(wrong);
    setBusy('save');
    const result = await addPricesAction({
      ...next,
      basedOn,
      startsAt: start,
      reason: save.reason,
      acceptBelowCost: save.acceptBelowCost,
    });
    setBusy(undefined);
    if (!result.ok) return setProblem(result.error.message);
    toast.success(`Version ${result.value.version} was added.`);
    router.push(`/finance/prices/${result.value.version}`);
  };

  return (
    <div className="grid items-start gap-5 2xl:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="min-w-0 space-y-5">
        {draft.book === 'cost' ? (
          <CostEditor lines={draft.lines} onLines={(lines) => setDraft({ ...draft, lines })} />
        ) : (
          draft.plans.map((terms) => (
            <PlanEditor
              key={terms.plan}
              terms={terms}
              lines={draft.lines.filter((line) => line.plan === terms.plan)}
              costs={others}
              onTerms={(changed) =>
                setDraft({
                  ...draft,
                  plans: draft.plans.map((each) => (each.plan === changed.plan ? changed : each)),
                })
              }
              onLines={(lines) =>
                setDraft({
                  ...draft,
                  lines: draft.plans.flatMap(({ plan }) =>
                    plan === terms.plan ? lines : draft.lines.filter((line) => line.plan === plan),
                  ),
                })
              }
            />
          ))
        )}
        {preview && (
          <Card
            title={`Effect on ${preview.value.month}`}
            description={
              previewed
                ? 'Last month as it was and at the new prices, exact to the nano-dollar.'
                : 'Of prices that were edited since. Look again before you save.'
            }
          >
            <PricePreview preview={preview.value} />
          </Card>
        )}
      </div>
      <Card title="New version" className="2xl:sticky 2xl:top-6">
        <div className="space-y-4">
          {'problem' in content ? (
            <Alert kind="warn" title="Not usable yet" text={content.problem} />
          ) : (
            <PriceChanges changes={changes} most={40} />
          )}
          {warnings && <PriceWarnings warnings={warnings} />}
          <SaveFields
            values={save}
            onChange={setSave}
            belowCost={(warnings?.belowCost.length ?? 0) > 0}
          />
          {problem && <Alert kind="error" title={problem} />}
          <Button
            className="w-full"
            loading={busy === 'preview'}
            disabled={!next || !edited}
            onClick={look}
          >
            Preview the effect
          </Button>
          <Button
            variant="primary"
            className="w-full"
            loading={busy === 'save'}
            disabled={!next || !edited || !previewed}
            onClick={add}
          >
            Save as a new version
          </Button>
          {!previewed && edited && (
            <p className="text-[0.8125rem] text-ink-faint">Look at the effect first.</p>
          )}
        </div>
      </Card>
    </div>
  );
}

/** Of what the field says, in UTC; null for at once. */
function instantOf(start: string): string | null {
  return start ? new Date(`${start}Z`).toISOString() : null;
}
