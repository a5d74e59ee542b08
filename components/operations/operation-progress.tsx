import { formatCount, formatDuration } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import type { OperationView } from '@/lib/operations/schema';
import { KIND_WORDS } from './operation-words';

/** How far an operation is that waits or runs. `now` in ms, for how long it has taken so far. */
export function OperationProgress({ operation, now }: { operation: OperationView; now: number }) {
  const { kind, step, done, total, startedAt } = operation;
  const words = step ?? 'waiting for a worker';
  return (
    <div className="space-y-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-[0.8125rem]">
        <span className="text-ink-soft first-letter:uppercase">{words}</span>
        <span className="tabular text-ink-faint">
          {total > 0 && `${formatCount(done)} of ${formatCount(total)}`}
          {startedAt && ` · ${formatDuration(Math.max(0, now - Date.parse(startedAt)))}`}
        </span>
      </div>
      <Progress
        value={total > 0 ? done : undefined}
        max={total}
        label={`${KIND_WORDS[kind]}: ${words}`}
      />
    </div>
  );
}
