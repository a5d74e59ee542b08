import { now } from '@/lib/clock';
import { type Renewed, renewOperation } from '@/lib/db/credentials';
import { newId } from '@/lib/ids';
import { readyKeys } from '@/lib/keys/tenant-key-files';
import type { OperationKind } from '@/lib/operations/schema';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { lasting, workContext } from '@/lib/tenancy/verify-work';
import { asOwner, putRow } from './fill-tables';
import { makeTenantToRuin } from './throw-away';

/** Operations that seem to run: no worker of the product takes them. */

const HOLDER = 'the isolation suite';
const LEASE_SECONDS = 3_600;

/** A tenant of which everything that is asked for waits for another operation, and so is never begun. */
export async function makeBusyTenant(operator: PlatformContext): Promise<string> {
  const tenantId = await makeTenantToRuin(operator);
  await holdOperation(tenantId, 'retention');
  return tenantId;
}

/** A tenant that is being erased, and the proof of the operation that does it. */
export async function makeErasing(operator: PlatformContext): Promise<TenantContext> {
  const tenantId = await makeTenantToRuin(operator);
  await asOwner('tenant', (client) =>
    client.query("update tenant set state = 'erasing' where id = $1", [tenantId]),
  );
  const id = await holdOperation(tenantId, 'erase');
  const renew = async (): Promise<Renewed> => {
    const renewed = await renewOperation(tenantId, id, HOLDER, LEASE_SECONDS);
    if (!renewed) throw new Error('The erasure is not held.');
    return renewed;
  };
  await readyKeys(tenantId);
  const minted = await renew();
  return workContext(
    { tenant_id: tenantId, plan: 'free', time_zone: 'UTC', policy_version: 1, ...minted },
    id,
    lasting(minted, LEASE_SECONDS),
    async () => lasting(await renew(), LEASE_SECONDS),
  );
}

async function holdOperation(tenantId: string, kind: OperationKind): Promise<string> {
  const id = newId();
  const at = now();
  await putRow('tenant_operation', {
    ...{ tenant_id: tenantId, id, kind, state: 'running', reason: 'test', created_at: at },
    locked_by: HOLDER,
    locked_until: new Date(at.getTime() + LEASE_SECONDS * 1_000),
  });
  return id;
}
