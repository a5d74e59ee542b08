import { OperationsPanel } from '@/components/console/operations/operations-panel';
import { isActive } from '@/components/operations/operation-words';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { formatDateTime } from '@/components/ui/format';
import type { TenantFacts } from '@/lib/console/schema';
import type { OperationView } from '@/lib/operations/schema';
import { EraseButton } from './erase-button';
import { ExportButton } from './export-button';

interface LifecycleCardProps {
  tenant: Pick<TenantFacts, 'id' | 'slug' | 'name' | 'state' | 'leave'>;
  operations: readonly OperationView[];
  /** Of the server, in ms. */
  now: number;
  may: { export: boolean; erase: boolean; cancel: boolean };
}

/** What is done with a tenant as a whole, and its long work. */
export function LifecycleCard({ tenant, operations, now, may }: LifecycleCardProps) {
  const { id, slug, name, state, leave } = tenant;
  const living = state === 'active' || state === 'suspended';
  const stuck =
    state === 'erasing' && !operations.some((each) => each.kind === 'erase' && isActive(each));
  return (
    <Card
      id="life-cycle"
      title="Life cycle"
      description="Exports, moves, rotations and erasures, newest first"
      actions={
        <>
          {may.export && living && <ExportButton tenantId={id} name={name} />}
          {may.erase && ((living && !leave) || stuck) && (
            <EraseButton tenantId={id} slug={slug} name={name} again={stuck} />
          )}
        </>
      }
      flush
      className="mb-6 scroll-mt-6"
    >
      {leave && (
        <div className="px-5 pt-4">
          <Alert
            kind="warn"
            title={`An owner ended it: it is erased on ${formatDateTime(leave.endsAt)} UTC`}
            text={`Asked for on ${formatDateTime(leave.askedAt)} UTC: ${leave.reason}. Nobody of the platform shortens the period; a legal hold or a suspension puts the end off${leave.putOff ? ', as it did' : ''}.`}
          />
        </div>
      )}
      {state === 'erasing' && (
        <div className="px-5 pt-4">
          <Alert
            kind={stuck ? 'error' : 'warn'}
            title={stuck ? 'The erasure stopped' : 'This tenant is being erased'}
            text={
              stuck
                ? 'It is shut for everyone and not empty yet. Ask for the erasure again: it goes on where it stopped.'
                : 'Nobody of it can work any more. This page leads to the receipt when it is done.'
            }
          />
        </div>
      )}
      <OperationsPanel tenantId={id} operations={operations} now={now} canCancel={may.cancel} />
    </Card>
  );
}
