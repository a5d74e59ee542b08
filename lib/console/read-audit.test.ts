import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { recordAudit } from '@/lib/audit/record';
import { clock } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { verifyPlatformSession } from '@/lib/tenancy/verify-session';
import { parseRange } from './range/schema';
import { readAudit } from './read-audit';
import type { AuditFilter } from './schema';

// Days that no other test writes to.
const DAY = '2016-05-04';
const OTHER_DAY = '2016-05-06';
const RANGE = parseRange({ from: DAY, to: '2016-05-05' }, 0);
const IN_EACH = 70;

let auditor: PlatformContext;
let operator: PlatformContext;
let tenant: MadeTenant;
const [object, request] = [newId(), newId()];

beforeAll(async () => {
  [auditor, operator] = [
    await makePlatformPerson('auditor'),
    await verifyPlatformSession((await makePerson('operator', 'Ada 100%_sure')).session),
  ];
  tenant = await makeTenant();
  // Three of each in the same microsecond.
  await asSuperuser(
    `insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, request_id, outcome)
     select $1, gen_random_uuid(), $2::timestamptz + n / 3 * interval '1 microsecond', case when n = 7 then 'worker' else 'user' end,
       case when n = 5 then $6 else $3 end::uuid, case when n = 7 then 'document.index' else 'folder.rename' end,
       case when n = 7 then 'document' else 'folder' end, case when n = 7 then $4::uuid end, case when n = 8 then $5::uuid end, 'ok'
     from generate_series(1, ${IN_EACH}) n`,
    [tenant.ctx.tenantId, DAY, tenant.ctx.principal.id, object, request, operator.userId],
  );
  await asSuperuser(
    `insert into platform_audit (id, at, actor_id, actor_role, action, subject_tenant, reason, detail)
     select gen_random_uuid(), $2::timestamptz + n / 3 * interval '1 microsecond', $3, 'operator',
       case when n = 9 then 'trace.view' else 'fleet.view' end, case when n = 9 then $1::uuid end, 'Looked',
       case when n = 9 then jsonb_build_object('requestId', $4::text) else '{}' end
     from generate_series(1, ${IN_EACH}) n`,
    [tenant.ctx.tenantId, DAY, operator.userId, request],
  );
});

const page = async (filter: AuditFilter) => (await readAudit(auditor, RANGE, filter)).page;
const found = async (filter: AuditFilter) =>
  (await page(filter)).rows.map(({ log, action }) => `${log} ${action}`).sort();

describe('both audit logs as one list', () => {
  it('turn their pages in both directions without losing or repeating an entry', async () => {
    const pages = [await page({})];
    for (let older = pages[0]?.older; older; older = pages.at(-1)?.older)
      pages.push(await page({ older }));
    const rows = pages.flatMap((each) => each.rows);
    expect(pages.map((each) => each.rows.length)).toEqual([50, 50, 40]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2 * IN_EACH);
    expect(rows.map(({ at }) => at)).toEqual(
      rows
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
    const back = await page({ newer: pages[2]?.newer ?? '' });
    expect(back.rows).toEqual(pages[1]?.rows);
  });

  it('are narrowed by what an entry is about and by what it names', async () => {
    expect(await found({ object: 'document' })).toEqual(['tenant document.index']);
    expect(await found({ object: 'tenant' })).toEqual(['platform trace.view']);
    expect(await found({ id: object })).toEqual(['tenant document.index']);
    expect(await found({ id: request })).toEqual(['platform trace.view', 'tenant folder.rename']);
    expect(await found({ id: request, log: 'tenant' })).toEqual(['tenant folder.rename']);
    expect(await found({ id: newId() })).toEqual([]);
    expect(await found({ tenant: tenant.ctx.tenantId, log: 'platform' })).toEqual([
      'platform trace.view',
    ]);
    expect(await found({ action: 'trace.view' })).toEqual(['platform trace.view']);
  });

  it('are narrowed by who acted: a part of a name, an address or a role', async () => {
    const { rows } = await page({ actor: '100%_SURE', log: 'tenant' });
    expect(rows.map(({ facts }) => facts.actorId)).toEqual([operator.userId]);
    expect((await page({ actor: 'da 100%_s' })).rows).toHaveLength(50);
    expect(await found({ actor: 'Work' })).toEqual(['tenant document.index']);
    expect((await page({ actor: 'OPERATOR' })).rows).toHaveLength(50);
    expect((await page({ actor: '100__sure' })).rows).toEqual([]);
  });

  it('are narrowed to whom a role and a name mean together, and to nobody where they mean nobody', async () => {
    const fan = await verifyPlatformSession(
      (await makePerson('operator', 'A fan of finance')).session,
    );
    await asSuperuser(
      `insert into platform_audit (id, at, actor_id, actor_role, action, reason) values
         (gen_random_uuid(), $1, $2, 'operator', 'fleet.view', 'Looked'),
         (gen_random_uuid(), $1, $3, 'finance', 'books.view', 'Looked'),
         (gen_random_uuid(), $1, $3, 'auditor', 'audit.view', 'Looked')`,
      [OTHER_DAY, fan.userId, newId()],
    );
    const range = parseRange({ from: OTHER_DAY, to: '2016-05-07' }, 0);
    const actions = async (actor: string) =>
      (await readAudit(auditor, range, { actor })).page.rows.map(({ action }) => action).sort();
    expect(await actions('finance')).toEqual(['books.view', 'fleet.view']);
    expect(await actions('fan of fin')).toEqual(['fleet.view']);
    expect(await actions('audit')).toEqual(['audit.view']);
    // A role that neither log has an entry of, which is nobody’s name.
    expect(await actions('worker')).toEqual([]);
    expect(await actions('no such actor')).toEqual([]);
  });

  it('say what a tenant’s change was of, and nothing that is its own', async () => {
    const own = await makeTenant();
    await withTenantSql(own.ctx, async (sql) => {
      const role = { from: 'member', to: 'admin', note: 'what nobody may see' };
      await recordAudit(own.ctx, sql, {
        action: 'member.role',
        objectKind: 'member',
        detail: role,
      });
      const names = { from: 'a name', to: 'another' };
      await recordAudit(own.ctx, sql, { action: 'tag.rename', objectKind: 'tag', detail: names });
    });
    const today = parseRange({}, clock().now() + 60_000, '24h');
    const filter = { tenant: own.ctx.tenantId, log: 'tenant' } as const;
    const view = await readAudit(auditor, today, filter);
    const detail = Object.fromEntries(view.page.rows.map((row) => [row.action, row.detail]));
    expect(detail['member.role']).toEqual({ from: 'member', to: 'admin' });
    expect(detail['tag.rename']).toBeNull();
  });

  it('offer what their entries can say, of the log that is looked at', async () => {
    const both = await readAudit(auditor, RANGE, {});
    expect(both.actions).toContain('document.upload');
    expect(both.actions).toContain('fleet.view');
    expect(both.objects).toContain('platform');
    const own = await readAudit(auditor, RANGE, { log: 'platform' });
    expect(own.actions).not.toContain('document.upload');
    expect(own.objects).toEqual(['platform', 'tenant']);
  });
});
