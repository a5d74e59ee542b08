import { Card } from '@/components/ui/card';
import type { Target } from '@/lib/placement/schema';
import { MoveButton } from './move-button';
import { PlaceChanges } from './place-changes';
import { PlaceFacts } from './place-facts';
import { isSamePlace, placeWords } from './place-words';

interface PlacePartProps {
  tenantId: string;
  name: string;
  /** Where the data lies. */
  place: Target;
  /** What a manifest says of that. */
  wanted: Target;
}

/** The placement among the parts of a policy: it is no limit of a version, so it is proposed by itself. */
export function PlacePart({ tenantId, name, place, wanted }: PlacePartProps) {
  return (
    <Card
      title="Placement"
      description="A move is proposed by itself, and another operator decides on it."
      actions={
        <MoveButton key={placeWords(wanted)} tenantId={tenantId} name={name} wanted={wanted} />
      }
    >
      {isSamePlace(place, wanted) ? (
        <PlaceFacts place={place} />
      ) : (
        <div className="space-y-3">
          <p className="text-ink-soft text-sm">
            The manifest says another place. Move proposes it.
          </p>
          <PlaceChanges before={place} after={wanted} />
        </div>
      )}
    </Card>
  );
}
