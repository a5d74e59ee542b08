import { STATE_WORDS as MOVE_WORDS } from '@/components/operations/operation-words';
import { STATE_WORDS } from '@/components/policies/change-words';
import { Badge } from '@/components/ui/badge';
import { Time } from '@/components/ui/time';
import type { OperationView } from '@/lib/operations/schema';
import type { Target } from '@/lib/placement/schema';
import type { ChangeView } from '@/lib/policies/schema';
import { MoveBackButton } from './move-back-button';
import { PlaceChanges } from './place-changes';
import { isSamePlace, placeWords } from './place-words';

interface PlacementHistoryProps {
  tenantId: string;
  /** Of the placement, none of them open, newest first. */
  changes: readonly ChangeView[];
  /** Of the tenant: a move has the id of its change. */
  operations: readonly OperationView[];
  now: Target;
  /** Whether the reader may propose a move as things are. */
  canPropose: boolean;
}

/** What was proposed of a tenant's placement, what became of it, and the way back. */
export function PlacementHistory(props: PlacementHistoryProps) {
  const { tenantId, changes, operations, now, canPropose } = props;
  return (
    <ol className="divide-y divide-line">
      {changes.map(({ id, patch, expects, reason, proposedBy, decidedBy, state, ...change }) => {
        const [before, after] = [expects as Target, patch as Target];
        const move = operations.find((each) => each.id === id);
        const [tone, words] = move
          ? MOVE_WORDS[move.state]
          : [STATE_WORDS[state].tone, STATE_WORDS[state].label];
        return (
          <li key={id} className="grid gap-3 py-4 md:grid-cols-2">
            <div className="min-w-0 space-y-1 text-sm">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                Move <Badge tone={tone}>{words}</Badge>
              </p>
              <p className="[overflow-wrap:anywhere]">{reason}</p>
              <p className="text-ink-faint text-xs">
                {proposedBy.name} · <Time value={change.proposedAt} mode="absolute" />
                {decidedBy && ` · ${decidedBy}: ${change.decision}`}
              </p>
              {canPropose && move?.state === 'done' && !isSamePlace(before, now) && (
                <MoveBackButton
                  tenantId={tenantId}
                  back={before}
                  label="Move back to this"
                  description={`The data returns to ${placeWords(before)}.`}
                />
              )}
            </div>
            <PlaceChanges before={before} after={after} />
          </li>
        );
      })}
    </ol>
  );
}
