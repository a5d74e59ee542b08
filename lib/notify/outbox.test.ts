import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { SimulatedClock, setClock } from '@/lib/clock';
import { env } from '@/lib/env';
import type { PlatformContext } from '@/lib/tenancy/context';
import { deliverNotices } from './deliver-notices';
import { addEndpoint, listEndpoints, removeEndpoint, sendTestNotice } from './endpoints';
import { verifyWebhook } from './webhook-signature';

let operator: PlatformContext;
let status = 204;
const got: { body: string; headers: http.IncomingHttpHeaders }[] = [];
let address: string;

beforeAll(async () => {
  operator = await makePlatformPerson('operator');
  env.TENANTRY_PRIVATE_WEBHOOKS = true;
  const server = http.createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    got.push({
      body: Buffer.concat(parts).toString(),
      headers: request.headers,
    });
    response.writeHead(status).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return () => server.close();
});

let undo = () => {};
afterEach(async () => {
  undo();
  got.length = 0;
  status = 204;
  env.TENANTRY_PRIVATE_WEBHOOKS = true;
  for (const { id } of await listEndpoints(operator)) await removeEndpoint(operator, id);
});

const states = async () =>
  (await listEndpoints(operator)).map(({ kind, delivered, waiting, givenUp, lastFailure }) => ({
    kind,
    delivered,
    waiting,
    givenUp,
    lastFailure,
  }));

describe('a notice', () => {
  it('arrives signed, once, whoever else delivers at the same time', async () => {
    const { secret } = await addEndpoint(operator, { kind: 'webhook', address });
    await sendTestNotice(operator);
    await Promise.all([deliverNotices(), deliverNotices(), deliverNotices()]);
    expect(got).toHaveLength(1);
    const [{ body, headers } = { body: '', headers: {} }] = got;
    expect(JSON.parse(body)).toMatchObject({ type: 'test', tenant: null });
    expect(verifyWebhook(String(secret), headers, body, new Date())).toBe(true);
    expect(await states()).toMatchObject([{ delivered: 1, waiting: 0, givenUp: 0 }]);
  });

  it('that is refused comes again later, with the same id', async () => {
    const time = new SimulatedClock(Date.now());
    undo = setClock(time);
    await addEndpoint(operator, { kind: 'webhook', address });
    await sendTestNotice(operator);
    status = 500;
    await deliverNotices();
    expect(await states()).toMatchObject([{ delivered: 0, waiting: 1, lastFailure: 'status 500' }]);
    await deliverNotices();
    expect(got).toHaveLength(1);
    time.advanceTo(time.now() + 10_000);
    status = 204;
    await deliverNotices();
    expect(got.map(({ body }) => JSON.parse(body).id)).toEqual([
      JSON.parse(got[0]?.body ?? '{}').id,
      JSON.parse(got[0]?.body ?? '{}').id,
    ]);
    expect(await states()).toMatchObject([{ delivered: 1, waiting: 0, lastFailure: null }]);
  });

  it('to an address inside, or without a mail server, is given up at once and said', async () => {
    env.TENANTRY_PRIVATE_WEBHOOKS = false;
    env.SMTP_URL = undefined;
    await addEndpoint(operator, { kind: 'webhook', address });
    await addEndpoint(operator, { kind: 'email', address: 'ops@tenantry.example' });
    await sendTestNotice(operator);
    await deliverNotices();
    expect(got).toEqual([]);
    expect(await states()).toMatchObject([
      { kind: 'webhook', givenUp: 1, lastFailure: 'PrivateAddress' },
      { kind: 'email', givenUp: 1, lastFailure: 'no mail server is set' },
    ]);
  });

  it('goes nowhere from where it was removed, and to nobody by an auditor', async () => {
    const { id } = await addEndpoint(operator, { kind: 'webhook', address });
    await expect(addEndpoint(operator, { kind: 'webhook', address })).rejects.toMatchObject({
      code: 'conflict',
    });
    await sendTestNotice(operator);
    await removeEndpoint(operator, id);
    await deliverNotices();
    expect(got).toEqual([]);
    const auditor = await makePlatformPerson('auditor');
    const added = addEndpoint(auditor, { kind: 'webhook', address });
    await expect(added).rejects.toMatchObject({ code: 'forbidden' });
  });
});
