'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Coins } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import type { LimitDetail } from '@/lib/errors';
import { MODEL_IDS, MODELS, type ModelId } from '@/lib/llm/facts';
import type { MeterView } from '@/lib/usage/meter/schema';
import { askHref } from './meter-words';
import { meterKey } from './use-meter';

interface LimitOffersProps {
  slug: string;
  limit: LimitDetail;
  /** What the policy allows, default first. */
  models: readonly ModelId[];
  /** The model that was asked; absent: the default. */
  asked: ModelId | undefined;
  onCheaper: (model: ModelId) => void;
}

/** What can be done at a limit beside waiting: a cheaper model where money or the model's own budget is short, or more. */
export function LimitOffers({ slug, limit, models, asked, onCheaper }: LimitOffersProps) {
  const meter = useQueryClient().getQueryData<MeterView>(meterKey(slug));
  const short = limit.unit === 'nano_usd' || limit.scope === 'model';
  const cheaper = short ? cheaperOf(models, asked ?? models[0]) : undefined;
  const href = askHref(slug, limit);
  if (!cheaper && !href) return null;
  return (
    <span className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
      {cheaper && (
        <Button size="sm" onClick={() => onCheaper(cheaper)}>
          <Coins aria-hidden /> Ask {MODELS[cheaper].displayName} now
        </Button>
      )}
      {href &&
        (meter?.mayAsk ? (
          <ButtonLink href={href} size="sm">
            Ask for more
          </ButtonLink>
        ) : (
          <ButtonLink href={`/t/${slug}/people`} variant="link" size="sm">
            Your workspace’s admins can ask for more
          </ButtonLink>
        ))}
    </span>
  );
}

/** The dearest of the allowed models that are cheaper than the one that was asked. */
function cheaperOf(models: readonly ModelId[], asked: ModelId | undefined): ModelId | undefined {
  if (!asked) return undefined;
  const byPrice = MODEL_IDS.filter((id) => models.includes(id));
  return byPrice.slice(0, byPrice.indexOf(asked)).at(-1);
}
