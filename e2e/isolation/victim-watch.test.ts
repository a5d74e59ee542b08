import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { createGroup } from '@/lib/documents/groups/create-group';
import { revokeSession } from '@/lib/identity/sessions';
import { newId } from '@/lib/ids';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import { VictimWatch } from './victim-watch';

let tenant: MadeTenant;
let watch: VictimWatch;

beforeAll(async () => {
  tenant = await makeTenant();
  await addDocument(tenant, 'Leave.txt', ['Parental leave lasts sixteen weeks.']);
  watch = await VictimWatch.begin(tenant.ctx);
}, 120_000);
afterAll(async () => {
  await watch.end();
  await closePools();
});

const changed = async () => (await watch.changes()).map((each) => each.split(' ')[0]).sort();

it('sees nothing where nothing happens, and nothing of others', async () => {
  expect(await changed()).toEqual([]);
  const other = await makeTenant();
  await addDocument(other, 'Leave.txt', ['Parental leave lasts sixteen weeks.']);
  expect(await changed()).toEqual([]);
});

it('sees a row that came, one that changed, and the audit of it', async () => {
  await createGroup(tenant.ctx, { name: 'Crew' });
  expect(await changed()).toEqual(['audit_entry', 'user_group']);
  await withTenantSql(tenant.ctx, (sql) =>
    sql('update document set bytes = bytes + 1 where tenant_id = :tenant'),
  );
  expect(await changed()).toEqual(['document']);
});

it('sees a file and a vector', async () => {
  await tenantObjects(tenant.ctx).put('original', newId(), Buffer.from('late'));
  expect(await changed()).toEqual(['objects']);
  const vector = Float32Array.from({ length: 512 }, (_, axis) => Number(axis === 0));
  const place = { chunkId: newId(), documentId: newId(), folderId: newId() };
  await tenantVectors(tenant.ctx).upsert([{ id: newId(), ...place, vector }]);
  expect(await changed()).toEqual(['vectors']);
});

it('sees what belongs to its people', async () => {
  await revokeSession(tenant.session);
  expect(await changed()).toEqual(['user_session']);
});
