import { ArrowRight } from 'lucide-react';
import type { Target } from '@/lib/placement/schema';
import { PLACE_PARTS, partWords } from './place-words';

/** Before and after of each part of a placement that differs. */
export function PlaceChanges({ before, after }: { before: Target; after: Target }) {
  return (
    <dl className="space-y-2 text-[0.8125rem]">
      {PLACE_PARTS.filter(({ part }) => before[part] !== after[part]).map(({ part, label }) => (
        <div key={part}>
          <dt className="text-ink-faint">{label}</dt>
          <dd className="flex min-w-0 flex-wrap items-center gap-x-1.5 [overflow-wrap:anywhere]">
            <del className="text-ink-soft">{partWords(part, before)}</del>
            <ArrowRight aria-label="becomes" className="size-3.5 shrink-0 text-ink-faint" />
            <ins className="font-medium no-underline">{partWords(part, after)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
