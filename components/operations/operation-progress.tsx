import { formatCount, formatDuration } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import type { OperationView } from '@/lib/operations/schema';
import { KIND_WORDS } from './operation-words';

interface OperationProgressProps {
  operation: Pick<OperationView, 'kind' | 'step' | 'done' | 'total' | 'waitsFor'>;
  /** How long it has run, in ms. */
  took?: number;
}

/** How far an operation is that waits or runs. */
export function OperationProgress({ operation, took }: OperationProgressProps) {
  const { kind, step, done, total, waitsFor } = operation;
  const words = waitsFor
    ? `waiting until another operation has ended: ${KIND_WORDS[waitsFor].toLowerCase()}`
    : (step ?? 'waiting for a worker');
  const facts = [
    total > 0 && `${formatCount(done)} of ${formatCount(total)}`,
    took !== undefined && formatDuration(took),
  ];
  return (
    <div className="space-y-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-[0.8125rem]">
        <span className="text-ink-soft first-letter:uppercase">{words}</span>
        <span className="tabular text-ink-faint">{facts.filter(Boolean).join(' · ')}</span>
      </div>
      <Progress
        value={total > 0 ? done : undefined}
        max={total}
        label={`${KIND_WORDS[kind]}: ${words}`}
      />
    </div>
  );
}

/** Until `now`, in ms; undefined while it waits. */
export function tookUntil(now: number, { startedAt }: OperationView): number | undefined {
  return startedAt ? Math.max(0, now - Date.parse(startedAt)) : undefined;
}
