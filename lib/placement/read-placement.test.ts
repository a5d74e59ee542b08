import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { readTenantHolds } from '@/lib/lifecycle/retention/tenant-hold';
import { readKeyState } from '@/lib/rotation/read-key-state';
import { readPlacement } from './read-placement';

let tenant: MadeTenant;

beforeAll(async () => {
  tenant = await makeTenant();
  await addDocument(tenant, 'Rules.txt', ['Boots are worn on deck.']);
});
afterAll(closePools);

describe('what the tenant page says of placement and keys', () => {
  it('has the size for an operator', async () => {
    const operator = await makePlatformPerson('operator');
    const { size, vectorTier } = await readPlacement(operator, tenant.ctx.tenantId);
    expect(vectorTier).toBe('namespace');
    expect(size).toMatchObject({ documents: 1, bytes: 1 });
  });

  it('can be read by an auditor, who is granted no document', async () => {
    const auditor = await makePlatformPerson('auditor');
    const { tenantId } = tenant.ctx;
    expect((await readPlacement(auditor, tenantId)).size).toBeNull();
    expect((await readKeyState(auditor, tenantId)).version).toBe(1);
    expect(await readTenantHolds(auditor, tenantId)).toEqual([]);
  });
});
