import type { ReactNode } from 'react';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { formatBytes, formatCount } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { OperationView } from '@/lib/operations/schema';
import type { PlacementView } from '@/lib/placement/schema';
import type { ChangeView } from '@/lib/policies/schema';
import { ModelAccountButtons } from './model-account-buttons';
import { MoveBackButtons } from './move-back-buttons';
import { MoveButton } from './move-button';
import { MoveProgress } from './move-progress';
import { DATABASE_WORDS, placeWords, vectorWords } from './place-words';
import { PlacementHistory } from './placement-history';
import { ReindexButton } from './reindex-button';
import { VectorClusterButton } from './vector-cluster-button';

interface PlacementCardProps {
  placement: PlacementView;
  tenant: { id: string; name: string };
  /** Of the tenant, newest first. */
  changes: readonly ChangeView[];
  operations: readonly OperationView[];
  canEdit: boolean;
}

/** Where the tenant's data is, where it is going, and whose model account answers. */
export function PlacementCard(props: PlacementCardProps) {
  const { placement, tenant, changes, operations, canEdit } = props;
  const { databaseTier, vectorStore, vectorTier, second, size, move, lastMove } = placement;
  const own = placement.modelAccount === 'own';
  const kept = second?.state === 'kept' ? second : undefined;
  const place = { databaseTier, vectorStore, vectorTier };
  const moves = changes.filter(({ kind }) => kind === 'placement');
  const open = moves.filter(({ state }) => state === 'waiting' || state === 'ready');
  const ended = moves.filter((each) => !open.includes(each));
  const canPropose = canEdit && !move && open.length === 0;
  return (
    <Card
      id="placement"
      title="Placement"
      description="Where its data lies and whose model account answers"
      actions={
        canPropose && (
          <MoveButton
            key={placeWords(place)}
            tenantId={tenant.id}
            name={tenant.name}
            wanted={place}
          />
        )
      }
      className="mb-6 scroll-mt-6"
    >
      <dl className="grid gap-x-8 gap-y-4 text-sm sm:grid-cols-2 lg:grid-cols-3">
        <Fact label="Database" note={placement.databaseSchema}>
          {DATABASE_WORDS[databaseTier]}
        </Fact>
        <Fact
          label="Vectors"
          note={`Generation ${placement.vectorGeneration}`}
          actions={
            canEdit && !move && !second && <ReindexButton tenantId={tenant.id} name={tenant.name} />
          }
        >
          {vectorWords({ store: vectorStore, tier: vectorTier })}
        </Fact>
        {size && (
          <Fact label="Size" note={`${formatCount(size.chunks)} passages`}>
            {formatCount(size.documents)} documents, {formatBytes(size.bytes)}
          </Fact>
        )}
        <Fact
          label="Model account"
          note={
            own ? `Key ending in ${placement.modelKeyEnding}` : 'The platform pays the provider'
          }
          actions={
            canEdit && <ModelAccountButtons tenantId={tenant.id} name={tenant.name} own={own} />
          }
        >
          {own ? 'Its own' : 'The platform’s'}
        </Fact>
        <Fact
          label="Vector cluster of its own"
          note={placement.endpointHost}
          actions={
            canEdit &&
            vectorTier !== 'dedicated' &&
            second?.tier !== 'dedicated' && (
              <VectorClusterButton
                tenantId={tenant.id}
                name={tenant.name}
                set={placement.endpointHost !== null}
              />
            )
          }
        >
          {placement.endpointHost ? 'Set' : 'None'}
        </Fact>
        <Fact label="Changed">
          <Time value={placement.changedAt} />
        </Fact>
      </dl>
      {move && (
        <MoveProgress
          tenantId={tenant.id}
          operationId={move.id}
          step={move.step}
          done={move.done}
          total={move.total}
          waitsFor={move.waitsFor}
          canCancel={canEdit}
        />
      )}
      {kept && !move && (
        <div className="mt-5 space-y-3 border-line border-t pt-4 text-sm">
          <p className="text-ink-soft">
            The way back: {vectorWords(kept)}, generation {kept.generation}, takes every write too,
            and is removed a day after the placement last changed.
          </p>
          {canEdit && (
            <MoveBackButtons
              tenantId={tenant.id}
              back={
                canPropose
                  ? { databaseTier, vectorStore: kept.store, vectorTier: kept.tier }
                  : undefined
              }
              place={vectorWords(kept)}
            />
          )}
        </div>
      )}
      {open.length > 0 && (
        <Alert
          kind="info"
          title="A move is proposed"
          text="It stands among the open changes of its policy until another operator decided on it and its time has come."
          className="mt-4"
        />
      )}
      {!move && lastMove?.state === 'failed' && (
        <Alert
          kind="warn"
          title="The last move failed"
          text={`The data stayed where it was. Code: ${lastMove.failureCode}.`}
          className="mt-4"
        />
      )}
      {ended.length > 0 && (
        <section aria-label="History of the placement" className="mt-5 border-line border-t">
          <PlacementHistory
            tenantId={tenant.id}
            changes={ended}
            operations={operations}
            now={place}
            canPropose={canPropose}
          />
        </section>
      )}
    </Card>
  );
}

interface FactProps {
  label: string;
  note?: string | null;
  actions?: ReactNode;
  children: ReactNode;
}

function Fact({ label, note, actions, children }: FactProps) {
  return (
    <div className="min-w-0">
      <dt className="text-[0.8125rem] text-ink-faint">{label}</dt>
      <dd className="first-letter:uppercase">{children}</dd>
      {note && <dd className="tabular break-words text-ink-soft">{note}</dd>}
      {actions && <dd className="mt-2">{actions}</dd>}
    </div>
  );
}
