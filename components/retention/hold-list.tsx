import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import type { HoldView } from '@/lib/lifecycle/retention/schema';
import type { HoldScope } from './hold-scope';
import { LiftHoldButton } from './lift-hold-button';

interface HoldListProps {
  holds: readonly HoldView[];
  /** For whoever may lift some of them. */
  scope?: HoldScope;
}

/** Legal holds with their reason, those in force first. */
export function HoldList({ holds, scope }: HoldListProps) {
  if (holds.length === 0)
    return <p className="px-5 py-4 text-ink-soft text-sm">Nothing is under a hold.</p>;
  return (
    <ul className="divide-y divide-line">
      {holds.map((hold) => (
        <li
          key={hold.id}
          className="flex flex-wrap items-start justify-between gap-3 px-5 py-4 text-sm"
        >
          <div className="min-w-0 flex-1 basis-60 space-y-1">
            <p className="flex flex-wrap items-center gap-2 font-medium">
              {hold.person ? `Conversations of ${hold.person.name}` : 'Everything'}
              {hold.lifted ? <Badge>Lifted</Badge> : <Badge tone="warn">In force</Badge>}
            </p>
            <p className="break-words">{hold.reason}</p>
            <p className="text-ink-faint text-xs">
              {hold.placedByKind === 'operator' ? 'Operator' : hold.placedBy} · since{' '}
              <Time value={hold.placedAt} mode="date" />
              {hold.lifted && (
                <>
                  {' · lifted '}
                  <Time value={hold.lifted.at} mode="date" />: {hold.lifted.reason}
                </>
              )}
            </p>
          </div>
          {!hold.lifted && scope && <Lift hold={hold} scope={scope} />}
        </li>
      ))}
    </ul>
  );
}

/** What an operator placed, an operator lifts. */
function Lift({ hold, scope }: { hold: HoldView; scope: HoldScope }) {
  if ('slug' in scope && hold.placedByKind === 'operator') {
    return (
      <Button size="sm" disabled>
        Lifted by operators
      </Button>
    );
  }
  return <LiftHoldButton id={hold.id} scope={scope} />;
}
