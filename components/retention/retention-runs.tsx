import { formatCount } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { RetentionView } from '@/lib/lifecycle/retention/schema';

/** What the latest runs removed, newest first. */
export function RetentionRuns({ runs }: { runs: RetentionView['runs'] }) {
  if (runs.length === 0)
    return <p className="text-ink-soft text-sm">No run yet. There is one every day.</p>;
  return (
    <ul className="space-y-2 text-sm">
      {runs.map((run) => (
        <li key={run.at} className="flex flex-wrap justify-between gap-x-4">
          <span>
            {run.conversations + run.documents === 0
              ? 'Nothing was due'
              : `${counted(run.conversations, 'conversation')}, ${counted(run.documents, 'document')}`}
          </span>
          <Time value={run.at} className="text-ink-faint text-xs leading-5" />
        </li>
      ))}
    </ul>
  );
}

function counted(count: number, one: string): string {
  return `${formatCount(count)} ${one}${count === 1 ? '' : 's'}`;
}
