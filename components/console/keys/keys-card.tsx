import type { ReactNode } from 'react';
import { OperationProgress } from '@/components/operations/operation-progress';
import { WatchOperations } from '@/components/operations/watch-operations';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { formatCount } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { KeyState } from '@/lib/rotation/schema';
import { RotateKeysButton } from './rotate-keys-button';

interface KeysCardProps {
  keys: KeyState;
  tenant: { id: string; name: string };
  /** Whether the reader may ask for a rotation. */
  canRotate: boolean;
}

/** Which key seals what the tenant keeps, since when, and how far a rotation is. */
export function KeysCard({ keys, tenant, canRotate }: KeysCardProps) {
  const { version, rotation } = keys;
  const offered = canRotate && version !== null && !rotation;
  return (
    <Card
      id="keys"
      title={version === null ? 'Keys' : `Keys, version ${version}`}
      description="They seal everything the tenant keeps; the master key wraps them"
      actions={offered && <RotateKeysButton tenantId={tenant.id} name={tenant.name} />}
      className="mb-6 scroll-mt-6"
    >
      {version === null ? (
        <Alert
          kind="error"
          title="The key files are missing"
          text="Nothing of this tenant can be read until they are put back from a copy."
        />
      ) : (
        <dl className="grid gap-x-8 gap-y-3 text-sm sm:grid-cols-2 lg:grid-cols-4">
          <Fact label="Created">{keys.createdAt && <Time value={keys.createdAt} />}</Fact>
          <Fact label="Last rotation">
            {keys.rotatedAt ? <Time value={keys.rotatedAt} /> : 'Never'}
          </Fact>
          <Fact label="Older versions">{formatCount(keys.older)}</Fact>
          <Fact label="Sealed under older versions">
            {keys.left === null ? 'Not counted yet' : formatCount(keys.left)}
          </Fact>
        </dl>
      )}
      {rotation && (
        <div className="mt-5">
          <WatchOperations />
          <OperationProgress operation={{ kind: 'rotate_keys', ...rotation }} />
        </div>
      )}
      {!rotation && keys.failed && keys.older > 0 && (
        <p className="mt-4 text-ink-soft text-sm">
          The last rotation did not finish: older keys are kept, and everything can be read. Rotate
          again to go on.
        </p>
      )}
    </Card>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-[0.8125rem] text-ink-faint">{label}</dt>
      <dd className="tabular">{children}</dd>
    </div>
  );
}
