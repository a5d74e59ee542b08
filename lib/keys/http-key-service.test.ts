import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import { ownDataDirectory } from '@/e2e/support/own-data-directory';
import { closePools } from '@/lib/db/pools';
import { env } from '@/lib/env';
import { newId } from '@/lib/ids';
import { openBytes, sealBytes } from './envelope';
import { readKeyFile } from './key-directory';
import { versionFile } from './key-files';
import { forgetKeyRing, forgetKeyRings, LIFETIME_MS, openKeyRing } from './key-rings';
import { forgetNamespaces } from './namespace-name';
import { rewrapKeys } from './rewrap-keys';
import { tenantKeys } from './tenant-keys';

/** Answers as Vault's transit engine does, with a key that it alone knows. */
interface StandIn {
  server: Server;
  url: string;
  state: { answer: 'well' | 'refuse' | 'hang up'; asked: number };
}

const place = { table: 'document', row: newId(), column: 'name' };
let standIn: StandIn;
let undo: () => void;

beforeEach(async () => {
  undo = ownDataDirectory();
  standIn = await start();
  Object.assign(env, {
    TENANTRY_KEY_SERVICE_URL: standIn.url,
    TENANTRY_KEY_SERVICE_TOKEN: 'its token',
  });
});
afterEach(async () => {
  Object.assign(env, {
    TENANTRY_KEY_SERVICE_URL: undefined,
    TENANTRY_KEY_SERVICE_TOKEN: undefined,
  });
  undo();
  await new Promise((resolve) => standIn.server.close(resolve));
});
afterAll(closePools);

describe('keys wrapped by a key service', () => {
  it('seal and open, and lie here in a form that only the service opens', async () => {
    const { ctx } = await makeTenant();
    const sealed = tenantKeys(ctx).seal(place, 'words');
    expect(tenantKeys(ctx).openText(place, sealed)).toBe('words');
    const file = readKeyFile(versionFile(ctx.tenantId, 1));
    expect(file?.subarray(1).toString()).toMatch(/^vault:v1:/);
  });

  it('are asked for once, not for each use', async () => {
    const { ctx } = await makeTenant();
    const asked = standIn.state.asked;
    for (let use = 0; use < 20; use += 1) tenantKeys(ctx).seal(place, 'words');
    await openKeyRing(ctx.tenantId);
    expect(standIn.state.asked).toBe(asked);
  });

  it.each(['refuse', 'hang up'] as const)('are store_unavailable when it would %s', async (how) => {
    const { ctx } = await makeTenant();
    forgetKeyRing(ctx.tenantId);
    standIn.state.answer = how;
    await expect(openKeyRing(ctx.tenantId)).rejects.toMatchObject({ code: 'store_unavailable' });
    const use = () => tenantKeys(ctx).seal(place, 'words');
    expect(use).toThrow(expect.objectContaining({ code: 'store_unavailable' }));
    await expect(makeTenant()).rejects.toMatchObject({ code: 'store_unavailable' });
    standIn.state.answer = 'well';
    await openKeyRing(ctx.tenantId);
    expect(use()).toBeInstanceOf(Buffer);
  });

  it('go on without it for their lifetime, and not longer', async () => {
    const { ctx } = await makeTenant();
    standIn.state.answer = 'refuse';
    const real = performance.now.bind(performance);
    let ahead = LIFETIME_MS * 0.9;
    performance.now = () => real() + ahead;
    try {
      await openKeyRing(ctx.tenantId);
      expect(tenantKeys(ctx).seal(place, 'words')).toBeInstanceOf(Buffer);
      ahead = LIFETIME_MS + 1;
      await expect(openKeyRing(ctx.tenantId)).rejects.toMatchObject({ code: 'store_unavailable' });
      expect(() => tenantKeys(ctx).seal(place, 'words')).toThrow(/not at hand/);
    } finally {
      performance.now = real;
    }
  });

  it('come from a local master key, and go back to one, while values stay as they are', async () => {
    env.TENANTRY_KEY_SERVICE_URL = undefined;
    const { ctx } = await makeTenant();
    const sealed = tenantKeys(ctx).seal(place, 'words');
    const opens = async () => {
      forgetKeyRings();
      forgetNamespaces();
      await openKeyRing(ctx.tenantId);
      return tenantKeys(ctx).openText(place, sealed);
    };
    const wrapper = () => readKeyFile(versionFile(ctx.tenantId, 1))?.[0];
    env.TENANTRY_KEY_SERVICE_URL = standIn.url;
    expect(await rewrapKeys()).toMatchObject({ rewrapped: 3 });
    expect(wrapper()).toBe(2);
    expect(await opens()).toBe('words');
    await rewrapKeys('local');
    env.TENANTRY_KEY_SERVICE_URL = undefined;
    expect(wrapper()).toBe(1);
    expect(await opens()).toBe('words');
  });
});

async function start(): Promise<StandIn> {
  const key = randomBytes(32);
  const state: StandIn['state'] = { answer: 'well', asked: 0 };
  const server = createServer(async (request, response) => {
    state.asked += 1;
    if (state.answer === 'hang up') return request.socket.destroy();
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const verb = /^\/v1\/transit\/(encrypt|decrypt)\/tenantry$/.exec(request.url ?? '')?.[1];
    const known = request.headers['x-vault-token'] === 'its token' && request.method === 'POST';
    if (!verb || !known || state.answer === 'refuse') {
      response.writeHead(403).end(JSON.stringify({ errors: ['permission denied'] }));
      return;
    }
    const data =
      verb === 'encrypt'
        ? {
            ciphertext: `vault:v1:${sealBytes(key, 1, body.associated_data, Buffer.from(body.plaintext, 'base64')).toString('base64')}`,
          }
        : {
            plaintext: openBytes(
              key,
              1,
              body.associated_data,
              Buffer.from(body.ciphertext.split(':')[2], 'base64'),
            ).toString('base64'),
          };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, state };
}
