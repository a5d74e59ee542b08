import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
import { heldOperation } from '@/e2e/support/held-operation';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { runOperation } from '@/e2e/support/run-operation';
import { superuserClient } from '@/e2e/support/superuser-client';
import { clock, SimulatedClock, setClock } from '@/lib/clock';
import { releaseWaysBack } from '@/lib/db/lifecycle-credentials';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { listOperations } from '@/lib/operations/list-operations';
import type { PlatformContext } from '@/lib/tenancy/context';
import { movePlacement } from './move-placement';
import { readPlacement } from './read-placement';

const HOUR_MS = 3_600_000;
let operator: PlatformContext;
let superuser: Awaited<ReturnType<typeof superuserClient>>;
let undo: (() => void) | undefined;

beforeAll(async () => {
  operator = await makePlatformPerson('operator');
  superuser = await superuserClient();
});
afterEach(() => undo?.());
afterAll(async () => {
  await superuser.end();
  await closePools();
});

/** A tenant whose vectors were moved, with its way back. */
async function moved(): Promise<MadeTenant> {
  const tenant = await makeTenant();
  await addDocument(tenant, 'Leave.txt', ['Parental leave lasts sixteen weeks.']);
  const held = await heldOperation(tenant, 'move');
  const target = { databaseTier: 'shared', vectorStore: 'lancedb', vectorTier: 'shared' };
  await movePlacement({ ...held.operation, detail: { target } });
  await held.end();
  return tenant;
}

it('ends a way back after a day, once, with an entry in the audit log', async () => {
  const tenant = await moved();
  const { tenantId } = tenant.ctx;
  const second = async () => (await readPlacement(operator, tenantId)).second;
  expect(await second()).toMatchObject({ state: 'kept' });
  const start = clock().now();
  undo = setClock(new SimulatedClock(start + 23 * HOUR_MS));
  expect(await releaseWaysBack()).toBe(0);
  undo();
  undo = setClock(new SimulatedClock(start + 24 * HOUR_MS + 60_000));
  expect(await releaseWaysBack()).toBe(1);
  expect(await releaseWaysBack()).toBe(0);
  undo();
  const [asked] = (await listOperations(operator, tenantId)).filter(
    ({ requestedRole }) => requestedRole === 'system',
  );
  if (!asked) throw new Error('Nothing was asked for.');
  expect(asked).toMatchObject({ kind: 'move', detail: { release: true } });
  // As if no context could read the old place any more.
  await superuser.query(
    `update tenant_placement set changed_at = changed_at - interval '1 hour' where tenant_id = $1`,
    [tenantId],
  );
  expect(await runOperation(operator, asked.id)).toBe('done');
  expect(await second()).toBeNull();
  const entries = await withTenantSql(tenant.ctx, (sql) =>
    sql<{ detail: unknown }>(
      `select detail from audit_entry where tenant_id = :tenant and action = 'placement.release'`,
    ),
  );
  expect(entries).toEqual([{ detail: { store: 'lancedb', tier: 'namespace', generation: 1 } }]);
  undo = setClock(new SimulatedClock(start + 72 * HOUR_MS));
  expect(await releaseWaysBack()).toBe(0);
});
