import { beforeAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { readPlatformProofs } from '@/lib/audit/proofs/read-proofs';
import type { PlatformContext } from '@/lib/tenancy/context';
import { readNeighbours } from './neighbours/read-neighbours';
import { parseRange } from './range/schema';
import { readAudit } from './read-audit';

let auditor: PlatformContext;
beforeAll(async () => {
  auditor = await makePlatformPerson('auditor');
});
const RANGE = parseRange({ from: '2016-03-01', to: '2016-03-03' }, 0);

const READINGS: Record<string, (log: string) => Promise<unknown>> = {
  'audit.view': (tenant) => readAudit(auditor, RANGE, { tenant, action: 'document.open' }),
  'audit.verify': (log) => readPlatformProofs(auditor, { log, entries: [], seen: 0 }),
  'neighbours.view': (holder) => readNeighbours(auditor, RANGE, { holder, sort: 'held' }),
};

it.each(Object.keys(READINGS))('says whose log was read: %s', async (action) => {
  const tenants = [(await makeTenant()).ctx.tenantId, (await makeTenant()).ctx.tenantId];
  for (const tenant of [...tenants, ...tenants]) await READINGS[action]?.(tenant);
  const entries = await asSuperuser<{ subject_tenant: string }>(
    'select subject_tenant from platform_audit where actor_id = $1 and action = $2 order by at, id',
    [auditor.userId, action],
  );
  expect(entries.map((entry) => entry.subject_tenant)).toEqual(tenants);
});
