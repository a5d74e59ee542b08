import type { Target } from '@/lib/placement/schema';
import { PLACE_PARTS, partWords } from './place-words';

/** A placement as a part of a policy. */
export function PlaceFacts({ place }: { place: Target }) {
  return (
    <dl className="space-y-1 text-sm">
      {PLACE_PARTS.map(({ part, label }) => (
        <div key={part} className="flex flex-wrap justify-between gap-x-4">
          <dt className="text-ink-soft">{label}</dt>
          <dd className="ml-auto text-right [overflow-wrap:anywhere]">{partWords(part, place)}</dd>
        </div>
      ))}
    </dl>
  );
}
