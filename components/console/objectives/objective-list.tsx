import { Sparkline } from '@/components/charts/sparkline';
import { Badge } from '@/components/ui/badge';
import { EntryList } from '@/components/ui/entry-list';
import { formatCount, formatPercent, NO_VALUE } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { ObjectiveView } from '@/lib/console/objectives/schema';
import { localNumber } from '@/lib/localized';
import { EditObjectiveDialog } from './edit-objective-dialog';
import { objectiveWords } from './objective-words';

interface ObjectiveListProps {
  objectives: readonly ObjectiveView[];
  acts: boolean;
}

/** Each promise with its error budget: what is left of it, how fast it burns, and how it went. */
export function ObjectiveList({ objectives, acts }: ObjectiveListProps) {
  return (
    <EntryList
      none={{
        title: 'Nothing is promised',
        text: 'Add an objective to be told when it is not kept.',
      }}
      entries={objectives.map((objective) => ({
        id: objective.id,
        title: (
          <span className="flex flex-wrap items-center gap-2">
            {objective.name}
            <BudgetBadge of={objective} />
          </span>
        ),
        note: (
          <>
            {objectiveWords(objective)}. {formatCount(objective.bad)} of{' '}
            {formatCount(objective.total)} broke it. Burns at {rate(objective.burnHour)} in the last
            hour, {rate(objective.burnDay)} in the last day; 1 uses the budget up exactly.
            {objective.editedBy && (
              <>
                {` Changed by ${objective.editedBy}: ${objective.reason}, `}
                <Time value={objective.editedAt} mode="absolute" />
              </>
            )}
          </>
        ),
        aside: (
          <div className="flex items-center gap-3">
            <Sparkline
              values={objective.history.map(({ left }) => left)}
              label={`Error budget of “${objective.name}” over ${objective.days} days, now at ${objective.budgetLeft === null ? 'nothing measured' : formatPercent(objective.budgetLeft)}`}
              className="w-28"
            />
            {acts && <EditObjectiveDialog key={objective.editedAt} objective={objective} />}
          </div>
        ),
      }))}
    />
  );
}

function BudgetBadge({ of: { enabled, budgetLeft } }: { of: ObjectiveView }) {
  if (!enabled) return <Badge>Off</Badge>;
  if (budgetLeft === null) return <Badge>Nothing measured</Badge>;
  if (budgetLeft < 0) return <Badge tone="danger">Broken: budget used up</Badge>;
  return (
    <Badge tone={budgetLeft < 0.25 ? 'warn' : 'success'}>
      {formatPercent(budgetLeft)} of the budget left
    </Badge>
  );
}

function rate(burn: number | null): string {
  return burn === null ? NO_VALUE : localNumber(burn, { maximumFractionDigits: 1 });
}
