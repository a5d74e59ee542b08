import { Badge } from '@/components/ui/badge';
import { formatCount } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { HealthView } from '@/lib/platform-health/schema';

/** Whether audit logs are signed, and whether their checkpoints reach the object store. */
export function EvidenceFacts({ evidence }: { evidence: HealthView['evidence'] }) {
  const { logs, faults, store } = evidence;
  return (
    <p className="text-sm">
      {`${formatCount(logs)} logs are signed.`}{' '}
      {faults > 0 && <Badge tone="danger">{`${formatCount(faults)} cannot be`}</Badge>}{' '}
      {store && store.oldest === null && 'The object store has every checkpoint.'}
      {store?.oldest && (
        <>
          {`Checkpoints of ${formatCount(store.behind)} wait for the object store, the first since `}
          <Time value={store.oldest} />.
        </>
      )}
    </p>
  );
}
