import type { Bounds } from '@/lib/policies/schema';
import { BOUND_WORDS, boundText } from './bound-words';

/** How far one operator may go, as a list. */
export function BoundsFacts({ bounds }: { bounds: object }) {
  return (
    <dl className="grid gap-1 text-sm sm:max-w-xl">
      {(Object.entries(bounds) as [keyof Bounds, unknown][]).map(([name, value]) => (
        <div key={name} className="flex flex-wrap justify-between gap-x-4">
          <dt className="text-ink-soft">{BOUND_WORDS[name] ?? name}</dt>
          <dd className="tabular [overflow-wrap:anywhere]">{boundText(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
