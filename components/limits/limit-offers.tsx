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
  onCheaper: (model: ModelId) => void;
}

/** What can be done at a limit beside waiting: a cheaper model where one has room, or more. */
export function LimitOffers({ slug, limit, onCheaper }: LimitOffersProps) {
  const meter = useQueryClient().getQueryData<MeterView>(meterKey(slug));
  const cheaper = MODEL_IDS.find((id) => id === limit.offers?.cheaper);
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
