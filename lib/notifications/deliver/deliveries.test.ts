import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeRealTenant, type RealTenant } from '@/e2e/support/make-real-tenant';
import { SimulatedClock, setClock } from '@/lib/clock';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { env } from '@/lib/env';
import { verifyWebhook } from '@/lib/notify/webhook-signature';
import { addWebhook } from '../add-webhook';
import { removeWebhook, rotateSecret, switchWebhook } from '../change-webhook';
import { readNotifications } from '../queries';
import { readDeliveries } from '../read-deliveries';
import { recordEvent } from '../record-event';
import { sendAgain, sendTest } from '../send-by-hand';
import { deliverEvents } from './start-deliveries';

const KINDS = ['document.failed', 'webhook.disabled'] as const;

interface Got {
  path: string;
  body: string;
  headers: http.IncomingHttpHeaders;
}

const NOTHING: Got = { path: '', body: '', headers: {} };

let status = 204;
const got: Got[] = [];
let address: string;
let tenant: RealTenant;
let undo = () => {};

beforeAll(async () => {
  const server = http.createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    got.push({ path: request.url ?? '', body, headers: request.headers });
    response.writeHead(request.url === '/good' ? 200 : status).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return () => server.close();
});
beforeEach(async () => {
  env.TENANTRY_PRIVATE_WEBHOOKS = true;
  env.SMTP_URL = undefined;
  tenant = await makeRealTenant();
  await deliverEvents();
  got.length = 0;
  status = 204;
});
afterEach(async () => {
  undo();
  undo = () => {};
  // What waits for it would be due in the next test's time.
  const { webhooks } = await readNotifications(tenant.ctx);
  for (const { id } of webhooks) await removeWebhook(tenant.ctx, id);
});
afterAll(closePools);

const add = (path = '/') => addWebhook(tenant.ctx, { address: address + path, kinds: [...KINDS] });
const fail = (documentId = '00000000-0000-4000-8000-000000000001') =>
  withTenantSql(tenant.ctx, (sql) =>
    recordEvent(sql, { kind: 'document.failed', facts: { documentId, code: 'internal' } }),
  );
const log = async () => (await readDeliveries(tenant.ctx, {})).deliveries;
const webhook = async () =>
  (await readNotifications(tenant.ctx)).webhooks.find((each) => each.address === `${address}/`);
const simulated = () => {
  const time = new SimulatedClock(Date.now());
  undo = setClock(time);
  return { pass: (ms: number) => time.advanceTo(time.now() + ms) };
};

describe('an event', () => {
  it('arrives once, signed, as ids and codes with a link, whoever delivers at the same time', async () => {
    const { secret } = await add();
    await fail();
    await Promise.all([deliverEvents(), deliverEvents(), deliverEvents()]);
    expect(got).toHaveLength(1);
    const { body, headers } = got[0] ?? NOTHING;
    expect(verifyWebhook(secret, headers, body, new Date())).toBe(true);
    const { id, timestamp, link, ...rest } = JSON.parse(body);
    expect(headers['webhook-id']).toBe(id);
    expect(Date.parse(timestamp)).toBeGreaterThan(0);
    expect(link).toContain(`/t/${tenant.slug}/documents/00000000`);
    expect(rest).toEqual({
      type: 'document.failed',
      tenant: { id: tenant.ctx.tenantId, slug: tenant.slug },
      data: { documentId: '00000000-0000-4000-8000-000000000001', code: 'internal' },
    });
    expect(await log()).toMatchObject([{ state: 'delivered', status: 204, attempts: 1 }]);
  });

  it('is sealed while it waits, and gone when nobody is told', async () => {
    await fail();
    await deliverEvents();
    await add();
    status = 500;
    await fail();
    await deliverEvents();
    const rows = await withTenantSql(tenant.ctx, (sql) =>
      sql<{ facts: unknown; body_sealed: Buffer }>(
        'select facts, body_sealed from tenant_event where tenant_id = :tenant',
      ),
    );
    expect(rows.map(({ facts }) => facts)).toEqual([null]);
    expect(rows[0]?.body_sealed.includes('internal')).toBe(false);
  });

  it('is told by nobody when its transaction did not happen', async () => {
    await add();
    const undone = withTenantSql(tenant.ctx, async (sql) => {
      await recordEvent(sql, { kind: 'document.failed', facts: {} });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await deliverEvents();
    expect(got).toEqual([]);
  });
});

describe('an endpoint that fails', () => {
  it('gets the same message again, later and later, and another is not held up', async () => {
    const time = simulated();
    await add();
    await add('/good');
    await fail();
    status = 500;
    await deliverEvents();
    await deliverEvents();
    const at = (path: string) => got.filter((each) => each.path === path);
    expect([at('/').length, at('/good').length]).toEqual([1, 1]);
    time.pass(5_000);
    await fail();
    await deliverEvents();
    expect([at('/').length, at('/good').length]).toEqual([1, 2]);
    time.pass(12_000);
    status = 200;
    await deliverEvents();
    const ids = at('/').map(({ headers }) => headers['webhook-id']);
    expect(ids.filter((id) => id === ids[0])).toHaveLength(2);
    expect(ids).toHaveLength(3);
    expect((await log()).every(({ state }) => state === 'delivered')).toBe(true);
    expect((await webhook())?.failingSince).toBeNull();
  });

  it('for three days is switched off, which is told', async () => {
    const time = simulated();
    await add();
    await add('/good');
    status = 500;
    await fail();
    for (let n = 0; n < 12; n++) {
      await deliverEvents();
      time.pass(8 * 3_600_000);
    }
    await fail();
    for (let n = 0; n < 4; n++) {
      await deliverEvents();
      time.pass(3_600_000);
    }
    expect(await webhook()).toMatchObject({ disabled: { because: 'failing' }, waiting: 0 });
    const told = got.filter(({ path }) => path === '/good').map(({ body }) => JSON.parse(body));
    expect(told.at(-1)).toMatchObject({
      type: 'webhook.disabled',
      data: { endpointId: (await webhook())?.id, because: 'failing' },
    });
    const before = got.length;
    await fail();
    await deliverEvents();
    expect(got.slice(before).map(({ path }) => path)).toEqual(['/good']);
  });

  it('because it is gone, or inside, is not asked again', async () => {
    await add();
    status = 410;
    await fail();
    await deliverEvents();
    expect(await webhook()).toMatchObject({ disabled: { because: 'gone' } });
    await switchWebhook(tenant.ctx, { id: (await webhook())?.id ?? '', on: true });
    env.TENANTRY_PRIVATE_WEBHOOKS = false;
    await fail();
    await deliverEvents();
    expect(got).toHaveLength(1);
    expect((await log())[0]).toMatchObject({ state: 'failed', failure: 'PrivateAddress' });
  });

  it('by a redirect is not followed', async () => {
    await add();
    status = 302;
    await fail();
    await deliverEvents();
    expect(got).toHaveLength(1);
    expect((await log())[0]).toMatchObject({ state: 'waiting', failure: 'status 302' });
  });
});

describe('by hand', () => {
  it('a test is sent, five times a minute, and a message again with its id', async () => {
    const time = simulated();
    const { id } = await add();
    for (let n = 0; n < 5; n++) await sendTest(tenant.ctx, id);
    await expect(sendTest(tenant.ctx, id)).rejects.toMatchObject({ code: 'rate_limited' });
    await deliverEvents();
    expect(got.map(({ body }) => JSON.parse(body).type)).toEqual(Array(5).fill('webhook.test'));
    const [first] = await log();
    const again = () => sendAgain(tenant.ctx, first?.id ?? '');
    await expect(again()).rejects.toMatchObject({ code: 'rate_limited' });
    time.pass(61_000);
    await again();
    await expect(again()).rejects.toMatchObject({ code: 'conflict' });
    await deliverEvents();
    expect(got.at(-1)?.headers['webhook-id']).toBe(first?.eventId);
    await sendTest(tenant.ctx, id);
  });

  it('a secret is replaced with an overlap, and an endpoint switched off and removed', async () => {
    const time = simulated();
    const { id, secret } = await add();
    const next = await rotateSecret(tenant.ctx, { id, overlapHours: 1 });
    const holds = async () => {
      await sendTest(tenant.ctx, id);
      await deliverEvents();
      const { headers, body } = got.at(-1) ?? NOTHING;
      return [secret, next.secret].map((each) =>
        verifyWebhook(each, headers, body, new Date(Number(headers['webhook-timestamp']) * 1000)),
      );
    };
    expect(await holds()).toEqual([true, true]);
    time.pass(3_600_001);
    expect(await holds()).toEqual([false, true]);
    await switchWebhook(tenant.ctx, { id, on: false });
    await expect(sendTest(tenant.ctx, id)).rejects.toMatchObject({ code: 'conflict' });
    await removeWebhook(tenant.ctx, id);
    expect(await log()).toEqual([]);
    await expect(removeWebhook(tenant.ctx, id)).rejects.toMatchObject({ code: 'not_found' });
  });
});
