import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { failAt, undoFault } from '@/e2e/support/fail-statement';
import { keyDraft } from '@/e2e/support/key-text';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { createKey } from '@/lib/api-keys/create-key';
import { changeTenantState } from '@/lib/console/change-tenant-state';
import { closePools } from '@/lib/db/pools';
import { createFolder } from '@/lib/documents/folders/create-folder';
import { isAppError } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';

let tenant: MadeTenant;
let operator: PlatformContext;

beforeAll(async () => {
  tenant = await makeTenant('enterprise');
  operator = await makePlatformPerson('operator');
}, 120_000);
afterEach(() => undoFault());
afterAll(closePools);

const counted = async (text: string) =>
  (await asSuperuser<{ n: number }>(text, [tenant.ctx.tenantId]))[0]?.n ?? Number.NaN;

interface Change {
  name: string;
  /** Makes one change or none. */
  make(n: number): Promise<unknown>;
  /** How many were made. */
  changes: string;
  /** How many of them were recorded. */
  entries: string;
}

const CHANGES: Change[] = [
  {
    name: 'a new folder',
    make: (n) => createFolder(tenant.ctx, { name: `Folder ${n}` }),
    changes: 'select count(*)::int as n from folder where tenant_id = $1',
    entries:
      "select count(*)::int as n from audit_entry where tenant_id = $1 and action = 'folder.create'",
  },
  {
    name: 'a new key',
    make: (n) => createKey(tenant.ctx, keyDraft({ name: `Key ${n}` })),
    changes: 'select count(*)::int as n from api_key where tenant_id = $1',
    entries:
      "select count(*)::int as n from audit_entry where tenant_id = $1 and action = 'key.create'",
  },
  {
    name: 'an operator’s pause, in both logs',
    make: async () => {
      const to = (to: 'suspended' | 'active') =>
        changeTenantState(operator, { tenantId: tenant.ctx.tenantId, to, reason: 'a test' });
      await to('suspended').catch((error) => {
        if (!isAppError(error) || error.code !== 'conflict') throw error;
        return to('active');
      });
    },
    changes: `select count(*)::int as n from platform_audit
      where subject_tenant = $1 and action in ('tenant.suspend', 'tenant.resume')`,
    entries: `select count(*)::int as n from audit_entry
      where tenant_id = $1 and action in ('tenant.suspend', 'tenant.resume')`,
  },
];

describe.each(CHANGES)('$name', ({ make, changes, entries }) => {
  it('leaves as many entries and leaves as changes, whichever await failed', async () => {
    const both = async () => ({
      changes: await counted(changes),
      entries: await counted(entries),
      without: await counted(
        `select count(*)::int as n from audit_entry e where e.tenant_id = $1 and not exists (
           select from audit_leaf l where l.log_id = e.tenant_id and l.entry_id = e.id)`,
      ),
    });
    const before = await both();
    let done = false;
    for (let place = 0; !done; place += 1) {
      for (const after of [false, true]) {
        const fault = failAt(place, after);
        const failure = await make(place * 2 + Number(after)).catch((error: Error) => error);
        if (!after) done = !fault.reached();
        if (!fault.reached()) expect(failure).not.toBeInstanceOf(Error);
        undoFault();
        const now = await both();
        expect(now.changes - before.changes).toBe(now.entries - before.entries);
        expect(now.without).toBe(0);
      }
      expect(place).toBeLessThan(60);
    }
    expect((await both()).changes).toBeGreaterThan(before.changes);
  });
});
