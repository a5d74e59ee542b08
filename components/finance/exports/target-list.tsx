import { CalendarClock } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';
import { CADENCES, DATASETS, type TargetView } from '@/lib/finance/exports/facts';
import { RemoveTargetButton } from './remove-target-button';

/** Where files go by themselves. */
export function TargetList({ targets, acts }: { targets: readonly TargetView[]; acts: boolean }) {
  if (targets.length === 0)
    return (
      <EmptyState
        bare
        icon={<CalendarClock />}
        title="Nothing is scheduled"
        text="Until then files are written when finance asks for them."
      />
    );
  return (
    <ul className="divide-y divide-line">
      {targets.map((target) => (
        <li
          key={target.id}
          className="flex flex-wrap items-start justify-between gap-3 px-5 py-3 text-sm"
        >
          <div className="min-w-0">
            <p className="break-words font-medium">{target.name}</p>
            <p className="text-ink-soft">
              {DATASETS[target.dataset].label}, {target.format === 'csv' ? 'CSV' : 'Parquet'}
              {target.tenant && `, ${target.tenant}`}
            </p>
            <p className="break-all text-[0.8125rem] text-ink-faint">
              {CADENCES[target.cadence]} to {target.place}, next from {target.nextFrom} ·{' '}
              {target.createdBy}
            </p>
          </div>
          {acts && <RemoveTargetButton id={target.id} name={target.name} />}
        </li>
      ))}
    </ul>
  );
}
