'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Gauge } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { ButtonLink } from '@/components/ui/button-link';
import { cn } from '@/components/ui/cn';
import { LatePopover } from '@/components/ui/late-popover';
import { Progress } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import type { ModelId } from '@/lib/llm/schema';
import type { MeterItem, MeterView } from '@/lib/usage/meter/schema';
import {
  askHref,
  leftOf,
  meterAmount,
  meterLabel,
  resetWords,
  shareOf,
  toneOf,
} from './meter-words';
import { meterKey, useMeter } from './use-meter';

const EVERY_MS = 10_000;

interface MeterProps {
  slug: string;
  /** Changes when an answer has ended, after which there is less left. */
  answers: number;
  /** That is asked next: limits of another are listed, and not counted as in its way. */
  model: ModelId | undefined;
}

/** What the person still may ask: the scarcest limit in view, all of them one press away. */
export function Meter({ slug, answers, model }: MeterProps) {
  const client = useQueryClient();
  const meter = useMeter(slug, EVERY_MS);
  useEffect(() => {
    if (answers > 0) void client.invalidateQueries({ queryKey: meterKey(slug) });
  }, [answers, client, slug]);
  useToldOfChanges(slug, meter);
  const scarcest = meter?.items
    .filter(({ scope, subject }) => scope !== 'model' || subject === model)
    .toSorted((a, b) => shareOf(b) - shareOf(a))[0];
  // The place is kept, so that nothing moves when it is known.
  if (!meter || !scarcest) return <span className="inline-block h-7" />;
  const tone = toneOf(scarcest);
  return (
    <span className="inline-flex items-center">
      <LatePopover
        align="center"
        className="w-80 max-w-[calc(100vw-1rem)] p-4"
        trigger={
          <button
            type="button"
            className={cn(
              'inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-xs transition-colors hover:bg-ink/5 touch:h-10',
              tone === 'accent' && 'text-ink-soft',
              tone === 'warn' && 'font-medium text-warn',
              tone === 'danger' && 'font-medium text-danger',
            )}
          >
            <Gauge aria-hidden className="size-3.5 shrink-0" />
            <span className="tabular">{summary(scarcest)}</span>
          </button>
        }
      >
        <h2 className="font-semibold text-sm">What is left</h2>
        <ul className="mt-3 space-y-3">
          {meter.items.map((item) => (
            <MeterRow
              key={`${item.scope}/${item.subject}/${item.name}`}
              item={item}
              meter={meter}
            />
          ))}
        </ul>
        {meter.mayAsk && (
          <ButtonLink href={`/t/${slug}/limits`} size="sm" className="mt-4 w-full">
            Limits and requests
          </ButtonLink>
        )}
      </LatePopover>
      <span aria-live="polite" className="sr-only">
        {tone !== 'accent' && `${summary(scarcest)}. ${resetWords(scarcest, meter.timeZone)}.`}
      </span>
      {tone !== 'accent' && meter.mayAsk && askHref(slug, scarcest) && (
        <ButtonLink href={askHref(slug, scarcest) ?? ''} variant="link" size="sm">
          Ask for more
        </ButtonLink>
      )}
    </span>
  );
}

function MeterRow({ item, meter }: { item: MeterItem; meter: MeterView }) {
  const label = meterLabel(item);
  return (
    <li className="min-w-0 space-y-1">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-[0.8125rem]">
        <span className="font-medium">{label}</span>
        <span className="tabular text-ink-soft">
          {meterAmount(item, leftOf(item))} of {meterAmount(item, BigInt(item.limit))} left
        </span>
      </div>
      <Progress value={shareOf(item) * 100} label={`${label}, taken`} tone={toneOf(item)} />
      <p className="text-ink-faint text-xs">{resetWords(item, meter.timeZone)}</p>
    </li>
  );
}

function summary(item: MeterItem): string {
  return `${meterLabel(item)}: ${meterAmount(item, leftOf(item))} left`;
}

/** Says that the limits were changed while the page was open, by whomever. */
function useToldOfChanges(slug: string, meter: MeterView | undefined): void {
  const router = useRouter();
  const version = useRef<number>(undefined);
  useEffect(() => {
    if (!meter) return;
    const before = version.current;
    version.current = meter.policyVersion;
    if (before === undefined || before === meter.policyVersion) return;
    toast.info(
      'The workspace’s limits have changed.',
      meter.mayAsk
        ? { action: { label: 'See', onClick: () => router.push(`/t/${slug}/limits#changes`) } }
        : undefined,
    );
    router.refresh();
  }, [meter, router, slug]);
}
