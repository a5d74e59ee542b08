import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { env } from '@/lib/env';
import type { TenantContext } from '@/lib/tenancy/context';
import { addWebhook } from '../add-webhook';
import { readDeliveries } from '../read-deliveries';
import { recordEvent } from '../record-event';
import { startDeliveries } from './start-deliveries';

const asked: string[] = [];
let server: http.Server;
let address: string;

beforeAll(async () => {
  env.TENANTRY_PRIVATE_WEBHOOKS = true;
  server = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    // The slow one never answers.
    if (request.url !== '/slow') response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await closePools();
});

const add = (ctx: TenantContext, path: string) =>
  addWebhook(ctx, { address: address + path, kinds: ['plan.changed'] });
const happen = (ctx: TenantContext) =>
  withTenantSql(ctx, (sql) => recordEvent(sql, { kind: 'plan.changed', facts: {} }));
const states = async (ctx: TenantContext) =>
  (await readDeliveries(ctx, {})).deliveries.map(({ state }) => state);

it('a workspace whose receiver does not answer delays no other workspace', async () => {
  const [slow, other] = [await makeTenant(), await makeTenant()];
  await add(slow.ctx, '/slow');
  await add(other.ctx, '/other');
  const deliveries = startDeliveries();
  try {
    await happen(slow.ctx);
    await vi.waitFor(() => expect(asked).toContain('/slow'));
    for (const times of [1, 2]) {
      await happen(other.ctx);
      await vi.waitFor(() => expect(asked.filter((path) => path === '/other').length).toBe(times));
    }
    await vi.waitFor(async () =>
      expect(await states(other.ctx)).toEqual(['delivered', 'delivered']),
    );
    expect(asked.filter((path) => path === '/slow')).toHaveLength(1);
  } finally {
    server.closeAllConnections();
    await deliveries.stop();
  }
  expect(await states(slow.ctx)).toEqual(['waiting']);
});
