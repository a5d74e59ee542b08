import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { signLogs } from '@/e2e/support/sign-logs';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { env } from '@/lib/env';
import { recordAudit } from '../record';
import { type AuditStore, auditStore } from './audit-store';
import { signPut } from './sign-request';
import { storeCheckpoints } from './store-checkpoints';

const SECRET = 'a secret';
let tenant: MadeTenant;

beforeAll(async () => {
  tenant = await makeTenant();
}, 120_000);
afterAll(closePools);

interface Heard {
  path: string;
  body: string;
  headers: IncomingMessage['headers'];
  signed: boolean;
}

/** A bucket that takes what is signed with the secret, each name once. */
async function bucket(refusal?: number) {
  const heard: Heard[] = [];
  const objects = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    let body = '';
    for await (const part of request) body += part;
    const signed = isSigned(request, body);
    heard.push({ path, body, headers: request.headers, signed });
    const status = refusal ?? (signed ? (objects.has(path) ? 412 : 200) : 403);
    if (status === 200) objects.set(path, body);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const store: AuditStore = {
    url: `http://127.0.0.1:${port}/bucket/prefix`,
    access: { region: 'eu-central-1', keyId: 'KEY', secret: SECRET },
    lock: 'COMPLIANCE',
    years: 7,
  };
  const mine = () => heard.filter(({ path }) => path.includes(tenant.ctx.tenantId));
  return { store, heard, mine, objects, stop: () => server.close() };
}

/** As S3 checks it, from what arrived. */
function isSigned({ method, url, headers }: IncomingMessage, body: string): boolean {
  const [, scope, names = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=KEY\/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const given = names.split(';').map((name) => `${name}:${headers[name]}\n`);
  const request = [method, url, '', given.join(''), names, hash(body)].join('\n');
  const parts = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash(request)].join('\n');
  let key: string | Buffer = `AWS4${SECRET}`;
  for (const part of (scope ?? '').split('/'))
    key = createHmac('sha256', key).update(part).digest();
  return (
    headers['x-amz-content-sha256'] === hash(body) &&
    createHmac('sha256', key).update(parts).digest('hex') === signature
  );
}

async function signOne(): Promise<string> {
  await withTenantSql(tenant.ctx, (sql) =>
    recordAudit(tenant.ctx, sql, { action: 'folder.create', objectKind: 'folder' }),
  );
  await signLogs(tenant.ctx.tenantId);
  const [row] = await asSuperuser<{ note: string }>(
    'select note from audit_checkpoint where log_id = $1 order by size desc limit 1',
    [tenant.ctx.tenantId],
  );
  return row?.note ?? '';
}

describe('checkpoints in an object store', () => {
  it('are put there once each, in order, signed and locked for as long as entries are kept', async () => {
    const notes = [await signOne(), await signOne()];
    const down = await bucket(503);
    await expect(storeCheckpoints(down.store)).rejects.toThrow('503');
    down.stop();
    const up = await bucket();
    await storeCheckpoints(up.store);
    await storeCheckpoints(up.store);
    expect(up.heard.every(({ signed }) => signed)).toBe(true);
    const bodies = up.mine().map(({ body }) => body);
    expect(bodies.slice(-2)).toEqual(notes);
    expect(new Set(bodies).size).toBe(bodies.length);
    expect(up.mine().map(({ path }) => path)).toEqual(
      up
        .mine()
        .map(({ path }) => path)
        .sort(),
    );
    const [{ path, headers, body }] = up.mine().slice(-1) as [Heard];
    expect(path).toMatch(/^\/bucket\/prefix\/[0-9a-f-]{36}\/\d{16}-[0-9a-f]{16}\.checkpoint$/);
    const signedAt = /^time ?(.*)$/m.exec(body)?.[1] ?? body.split('\n')[3]?.slice(5) ?? '';
    const until = new Date(signedAt);
    until.setUTCFullYear(until.getUTCFullYear() + 7);
    expect(headers).toMatchObject({
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-retain-until-date': until.toISOString(),
      'content-md5': createHash('md5').update(body).digest('base64'),
      'if-none-match': '*',
    });
    up.stop();
  });

  it('go on where a process ended after it had put one', async () => {
    const up = await bucket();
    await storeCheckpoints(up.store);
    await signOne();
    await storeCheckpoints(up.store);
    const { length } = up.mine();
    await asSuperuser('update audit_store set size = 1 where log_id = $1', [tenant.ctx.tenantId]);
    await storeCheckpoints(up.store);
    expect(up.mine().length).toBeGreaterThan(length);
    const kept = await asSuperuser(
      `select from audit_store s where s.log_id = $1
         and s.size = (select max(c.size) from audit_checkpoint c where c.log_id = s.log_id)`,
      [tenant.ctx.tenantId],
    );
    expect(kept).toHaveLength(1);
    up.stop();
  });

  it('are not put with another secret', async () => {
    await signOne();
    const up = await bucket();
    const access = { ...up.store.access, secret: 'another' };
    await expect(storeCheckpoints({ ...up.store, access })).rejects.toThrow('403');
    expect(up.objects.size).toBe(0);
    up.stop();
  });
});

it('signs as the example of S3’s documentation is signed', () => {
  const { authorization } = signPut(
    {
      region: 'us-east-1',
      keyId: 'AKIAIOSFODNN7EXAMPLE',
      secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    },
    {
      url: new URL('https://examplebucket.s3.amazonaws.com/test%24file.text'),
      headers: {
        date: 'Fri, 24 May 2013 00:00:00 GMT',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      },
      body: Buffer.from('Welcome to Amazon S3.'),
      at: new Date('2013-05-24T00:00:00Z'),
    },
  );
  expect(authorization).toContain(
    'Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  );
});

describe('the settings of the store', () => {
  const whole = {
    ...env,
    TENANTRY_AUDIT_S3_URL: 'https://s3.example.test/bucket/prefix/',
    TENANTRY_AUDIT_S3_KEY_ID: 'id',
    TENANTRY_AUDIT_S3_SECRET: 'secret',
  };

  it('are read whole or refused', () => {
    expect(auditStore({ ...env, TENANTRY_AUDIT_S3_URL: undefined })).toBeUndefined();
    expect(auditStore(whole)).toMatchObject({
      url: 'https://s3.example.test/bucket/prefix',
      lock: 'COMPLIANCE',
      access: { keyId: 'id', secret: 'secret' },
    });
    for (const wrong of [
      { TENANTRY_AUDIT_S3_SECRET: undefined },
      { TENANTRY_AUDIT_S3_KEY_ID: undefined },
      { TENANTRY_AUDIT_S3_URL: undefined },
      { TENANTRY_AUDIT_S3_URL: 'https://s3.example.test/bucket?x=1' },
      { TENANTRY_AUDIT_S3_URL: 'https://s3.example.test/a b' },
    ])
      expect(() => auditStore({ ...whole, ...wrong })).toThrow('The environment is not usable');
  });
});
