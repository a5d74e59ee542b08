import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MadeTenant, makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { newId } from '@/lib/ids';
import { verifyPlatformSession } from '@/lib/tenancy/verify-session';
import { assertTenant } from './assert-tenant';
import { withPlatform } from './platform-sql';
import { closePools } from './pools';
import { mismatchReports } from './report-mismatch';
import { withTenantSql } from './tenant-sql';

let tenant: MadeTenant;
beforeAll(async () => {
  tenant = await makeTenant();
});
afterAll(closePools);

async function alerts() {
  const operator = await verifyPlatformSession((await makePerson('operator')).session);
  const why = { action: 'test', reason: 'for a test' };
  return withPlatform(operator, why, (sql) =>
    sql<{ place: string; principal_id: string }>(
      'select place, principal_id from security_alert where subject_tenant = $1',
      [tenant.ctx.tenantId],
    ),
  );
}

it('a row of another tenant aborts, is audited each time, and alerts the operators once a minute', async () => {
  for (let time = 0; time < 2; time++) {
    await expect(
      withTenantSql(tenant.ctx, (sql) =>
        sql('select $1::uuid as tenant_id where :tenant is not null', [newId()]),
      ),
    ).rejects.toThrow('another tenant');
    await mismatchReports();
  }
  const audited = await withTenantSql(tenant.ctx, (sql) =>
    sql(
      `select detail from audit_entry
       where tenant_id = :tenant and action = 'security.tenant_mismatch'`,
    ),
  );
  expect(audited).toHaveLength(2);
  expect(audited[0]).toEqual({ detail: { place: 'the database' } });
  expect(await alerts()).toEqual([
    { place: 'the database', principal_id: tenant.ctx.principal.id },
  ]);
});

it('nothing is told of a row of one’s own', async () => {
  assertTenant(tenant.ctx, tenant.ctx.tenantId, 'nowhere');
  await mismatchReports();
  expect((await alerts()).map(({ place }) => place)).not.toContain('nowhere');
});
