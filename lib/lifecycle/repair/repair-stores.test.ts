import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
import { heldOperation } from '@/e2e/support/held-operation';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { superuserClient } from '@/e2e/support/superuser-client';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { dataPath } from '@/lib/env';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { runOperations } from '@/lib/operations/run-operations';
import { denseScores } from '@/lib/retrieval/search';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import { repairStores } from './repair-stores';
import { forgetRestore, markRestored, readRestore } from './restore-mark';
import { askForRepairs } from './start-repairs';

const LEAVE = 'Parental leave lasts sixteen weeks and is paid in full from the first day.';
const TRAVEL = 'Flights are booked through the travel desk at least seven days ahead.';
let tenant: MadeTenant;
let kept: string;
let late: string;

beforeEach(async () => {
  tenant = await makeTenant();
  kept = await addDocument(tenant, 'Leave.txt', [LEAVE]);
  late = await addDocument(tenant, 'Travel.txt', [TRAVEL]);
  for (const id of [kept, late]) await tenantObjects(tenant.ctx).put('original', id, Buffer.of(1));
});
afterAll(closePools);

async function repair(restoredAt = new Date(Date.now() + 60_000)): Promise<void> {
  const held = await heldOperation(tenant, 'reindex');
  try {
    const detail = { repair: newId(), restoredAt: restoredAt.toISOString() };
    await repairStores({ ...held.operation, detail });
  } finally {
    await held.end();
  }
}

/** The row alone, as in a database of a moment before the document was indexed. */
const loseRow = (id: string) =>
  withTenantSql(tenant.ctx, (sql) =>
    sql('delete from document where tenant_id = :tenant and id = $1', [id]),
  );
const found = async (question: string) => (await denseScores(tenant.ctx, question, {})).size;
const original = (id: string) => tenantObjects(tenant.ctx).get('original', id);
const directory = () => dataPath('vectors', tenantKeys(tenant.ctx).namespace('vectors'));

it('removes vectors and files of rows that the restored database does not have', async () => {
  await loseRow(late);
  const before = await tenantVectors(tenant.ctx).count();
  await repair();
  expect(await tenantVectors(tenant.ctx).count()).toBeLessThan(before);
  expect(await original(late)).toBeUndefined();
  expect(await original(kept)).toBeDefined();
  expect(await found('How long is parental leave?')).toBeGreaterThan(0);
});

it('keeps a file whose row is still to come', async () => {
  await loseRow(late);
  await repair(new Date(Date.now() - 60_000));
  expect(await original(late)).toBeDefined();
});

it('embeds rows whose vectors were not in the copy', async () => {
  const before = await tenantVectors(tenant.ctx).count();
  await tenantVectors(tenant.ctx).removeDocument(kept);
  await repair();
  expect(await tenantVectors(tenant.ctx).count()).toBe(before);
  expect(await found('How long is parental leave?')).toBeGreaterThan(0);
});

it('builds anew what cannot be read', async () => {
  const files = fs.readdirSync(directory(), { recursive: true, encoding: 'utf8' });
  for (const name of files.filter((each) => each.endsWith('.lance')))
    if (fs.statSync(path.join(directory(), name)).isFile()) fs.rmSync(path.join(directory(), name));
  await expect(found('How long is parental leave?')).rejects.toThrow();
  await repair();
  expect(await found('How long is parental leave?')).toBeGreaterThan(0);
});

it('is asked for once a restore of every workspace, also of one that is re-indexed meanwhile', async () => {
  const superuser = await superuserClient();
  const asked = async () => {
    const { rows } = await superuser.query(
      "select state from tenant_operation where tenant_id = $1 and detail ? 'repair'",
      [tenant.ctx.tenantId],
    );
    return rows.length;
  };
  const busy = await heldOperation(tenant, 'reindex');
  markRestored();
  await askForRepairs();
  expect(await asked()).toBe(0);
  expect(readRestore()).toBeDefined();
  await busy.end();
  await askForRepairs();
  expect(await asked()).toBe(1);
  expect(readRestore()).toBeUndefined();
  await askForRepairs();
  expect(await asked()).toBe(1);
  await runOperations();
  const { rows } = await superuser.query(
    "select state, detail -> 'orphans' as orphans from tenant_operation where tenant_id = $1 and detail ? 'repair'",
    [tenant.ctx.tenantId],
  );
  expect(rows).toEqual([{ state: 'done', orphans: 0 }]);
  await superuser.end();
});

it('is not forgotten with an older restore', () => {
  markRestored();
  const older = readRestore();
  markRestored();
  if (older) forgetRestore(older);
  expect(readRestore()).toBeDefined();
  expect(readRestore()).not.toEqual(older);
});
