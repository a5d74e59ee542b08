import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { type MailServer, startMailServer } from '@/e2e/support/mail-server';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { createKey } from '@/lib/api-keys/create-key';
import { SimulatedClock, setClock } from '@/lib/clock';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { env } from '@/lib/env';
import { createSession } from '@/lib/identity/sessions';
import { newId } from '@/lib/ids';
import { addMember } from '@/lib/tenancy/add-member';
import type { TenantContext } from '@/lib/tenancy/context';
import { addWebhook } from './add-webhook';
import { deliverEvents } from './deliver/start-deliveries';
import { readNotifications } from './queries';
import { readDeliveries } from './read-deliveries';
import { recordEvent } from './record-event';
import { chooseOwn, readOwnChoice, setNotification } from './settings';

let server: MailServer;
let tenant: MadeTenant;
let admin: TenantContext;
let member: { ctx: TenantContext; id: string };

beforeAll(async () => {
  server = await startMailServer();
  return () => server.close();
});
beforeEach(async () => {
  env.SMTP_URL = undefined;
  tenant = await makeTenant();
  admin = (await makeMember(tenant, 'admin')).ctx;
  member = await makeMember(tenant);
  await deliverEvents();
  env.SMTP_URL = server.url;
  server.mails.length = 0;
});
afterAll(closePools);

const mailed = () => server.mails.flatMap(({ to }) => to).toSorted();
const emails = (...contexts: TenantContext[]) =>
  contexts.map(({ principal }) => principal.email).toSorted();
const makeKey = () =>
  createKey(tenant.ctx, {
    name: 'Content of a name',
    scopes: ['usage'],
    days: 1,
    allowList: [],
    limits: {
      requestsPerMinute: null,
      burstPerSecond: null,
      tokensPerMinute: null,
      inFlight: null,
    },
    mayDowngrade: false,
  });
const set = (admins: boolean, people: string[] = []) =>
  setNotification(tenant.ctx, { kind: 'key.created', admins, people, endpoints: [] });
const kinds = async () => (await readDeliveries(tenant.ctx, {})).deliveries.map(({ kind }) => kind);

describe('who is told by e-mail', () => {
  it('is the owner and admins at first, in words without content, and each as they want it', async () => {
    await makeKey();
    await deliverEvents();
    expect(mailed()).toEqual(emails(tenant.ctx, admin));
    const text = server.mails.map((mail) => mail.text).join();
    expect(text).toContain(`/t/${tenant.slug}/keys`);
    expect(text).not.toContain('Content of a name');

    server.mails.length = 0;
    await chooseOwn(admin, { muted: ['key.created'] });
    await set(true, [member.id]);
    await makeKey();
    await deliverEvents();
    expect(mailed()).toEqual(emails(tenant.ctx, member.ctx));
    expect(await readOwnChoice(admin)).toEqual({ muted: ['key.created'] });
    expect(await readOwnChoice(member.ctx)).toEqual({ muted: [] });
  });

  it('is nobody who left, and nobody when no mail server is set', async () => {
    await set(false, [member.id]);
    await withTenantSql(tenant.ctx, (sql) =>
      sql('delete from membership where tenant_id = :tenant and user_id = $1', [member.id]),
    );
    await makeKey();
    await deliverEvents();
    expect(mailed()).toEqual([]);
    const { settings } = await readNotifications(tenant.ctx);
    expect(settings.find(({ kind }) => kind === 'key.created')?.people).toEqual([]);
    await set(true);
    env.SMTP_URL = undefined;
    await makeKey();
    await deliverEvents();
    expect(await kinds()).toEqual([]);
  });

  it('gets one e-mail for documents that fail together', async () => {
    const time = new SimulatedClock(Date.now());
    const undo = setClock(time);
    await setNotification(tenant.ctx, {
      ...{ kind: 'document.failed', admins: false, people: [member.id], endpoints: [] },
    });
    for (let n = 0; n < 3; n++)
      await withTenantSql(tenant.ctx, (sql) =>
        recordEvent(sql, { kind: 'document.failed', facts: { documentId: member.id, code: 'x' } }),
      );
    await deliverEvents();
    expect(mailed()).toEqual([]);
    time.advanceTo(time.now() + 301_000);
    await deliverEvents();
    undo();
    expect(mailed()).toEqual(emails(member.ctx));
    expect(server.mails[0]?.text).toContain('And 2 more like this.');
  });
});

describe('an event', () => {
  it('is a sign-in on a new device, for its person too; not the first, nor a known one', async () => {
    const deliver = async () => {
      server.mails.length = 0;
      await deliverEvents();
      return mailed();
    };
    await createSession(member.id, { device: 'Firefox on Linux' });
    expect(await deliver()).toEqual(emails(tenant.ctx, admin, member.ctx));
    expect(server.mails[0]?.text).toContain('Firefox on Linux');
    await createSession(member.id, { device: 'Firefox on Linux' });
    expect(await deliver()).toEqual([]);
  });

  it('is somebody who manages the workspace from now on', async () => {
    await addMember(tenant.ctx, {
      email: member.ctx.principal.email,
      name: 'Colleague',
      role: 'member',
    }).catch(() => undefined);
    await withTenantSql(tenant.ctx, (sql) =>
      sql(`update membership set role = 'admin' where tenant_id = :tenant and user_id = $1`, [
        member.id,
      ]),
    );
    await deliverEvents();
    expect(mailed()).toEqual(emails(tenant.ctx, admin, member.ctx));
  });
});

describe('what the database does itself', () => {
  it('is told of the workspace that it is about: plan, budget, containment', async () => {
    const { tenantId } = tenant.ctx;
    const plan = tenant.ctx.plan === 'starter' ? 'professional' : 'starter';
    await asSuperuser('update tenant set plan = $2 where id = $1', [tenantId, plan]);
    await asSuperuser(
      `insert into budget_notice (tenant_id, id, scope, scope_id, period, period_start, unit, percent, at)
       values ($1, $2, 'user', $3, 'month', now(), 'price', 80, now())`,
      [tenantId, newId(), member.id],
    );
    const contain = (actions: object[]) =>
      asSuperuser(
        `insert into containment (tenant_id, id, rule_id, rule_name, metric, value, threshold, actions, since, until)
         values ($1, $2, (select id from containment_rule order by id limit 1 offset $4), 'A rule', 'refused', 1, 1, $3, now(), now() + interval '1 hour')`,
        [tenantId, newId(), JSON.stringify(actions), actions.length],
      );
    await contain([{ kind: 'notify' }]);
    await contain([{ kind: 'notify' }, { kind: 'weight', percent: 50 }]);
    await asSuperuser('update containment set ended_at = now() where tenant_id = $1', [tenantId]);
    const events = await withTenantSql(tenant.ctx, (sql) =>
      sql<{ kind: string; person_id: string | null; facts: Record<string, unknown> }>(
        'select kind, person_id, facts from tenant_event where tenant_id = :tenant order by at, kind',
      ),
    );
    const of = (wanted: string) => events.filter(({ kind }) => kind === wanted);
    expect(of('plan.changed')).toMatchObject([{ facts: { from: tenant.ctx.plan, to: plan } }]);
    expect(of('budget.threshold')).toMatchObject([
      { person_id: member.id, facts: { scope: 'user', unit: 'price', percent: 80 } },
    ]);
    expect(of('workspace.contained').map(({ facts }) => [facts.state, facts.effects])).toEqual([
      ['began', ['weight']],
      ['ended', ['weight']],
    ]);
  });
});

describe('settings', () => {
  it('are the owner’s and admins’, and name nobody of elsewhere', async () => {
    const other = await makeTenant();
    const forbidden = { code: 'forbidden' };
    await expect(readNotifications(member.ctx)).rejects.toMatchObject(forbidden);
    await expect(readDeliveries(member.ctx, {})).rejects.toMatchObject(forbidden);
    const input = { kind: 'plan.changed', admins: true, people: [], endpoints: [] } as const;
    const byMember = setNotification(member.ctx, { ...input, people: [], endpoints: [] });
    await expect(byMember).rejects.toMatchObject(forbidden);
    for (const foreign of [
      { people: [other.ctx.principal.id], endpoints: [] },
      { people: [], endpoints: [other.ctx.principal.id] },
    ])
      await expect(setNotification(tenant.ctx, { ...input, ...foreign })).rejects.toMatchObject({
        code: 'not_found',
      });
  });

  it('of an endpoint are refused inside the installation’s network', async () => {
    env.TENANTRY_PRIVATE_WEBHOOKS = false;
    for (const address of [
      'https://127.0.0.1/',
      'https://169.254.169.254/latest/meta-data/',
      'https://2130706433/',
      'https://[::ffff:10.0.0.1]/',
      'https://localhost/',
      'http://example.com/',
    ])
      await expect(
        addWebhook(tenant.ctx, { address, kinds: ['key.created'] }),
        address,
      ).rejects.toMatchObject({ code: 'invalid_input' });
    const address = 'https://hooks.example.com/in';
    const { id } = await addWebhook(tenant.ctx, { address, kinds: ['key.created'] });
    await setNotification(tenant.ctx, {
      ...{ kind: 'plan.changed', admins: true, people: [], endpoints: [id] },
    });
    const { webhooks } = await readNotifications(admin);
    expect(webhooks).toMatchObject([{ id, address, kinds: ['key.created', 'plan.changed'] }]);
  });

  it('leave room for twenty endpoints, however many are added at once', async () => {
    const address = 'https://hooks.example.com/in';
    const add = () => addWebhook(tenant.ctx, { address, kinds: ['key.created'] });
    const added = await Promise.allSettled(Array.from({ length: 24 }, add));
    expect(added.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect(added.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'conflict' },
    });
  });
});
