import { createHash, createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeHold, told } from '@/e2e/support/make-hold';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { settle } from '@/lib/budget/settle';
import { claimExport, queueDueExports } from '@/lib/db/export-queue';
import { withPlatform } from '@/lib/db/platform-sql';
import { env } from '@/lib/env';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { nextExport } from '@/lib/tenancy/verify-export';
import { dayOf } from '../schema';
import { openExport } from './open-export';
import { listExports, requestExport } from './request-export';
import { runExports } from './run-exports';
import type { AddTarget } from './schema';
import { spool, spoolFile } from './spool';
import { addTarget, removeTarget } from './targets';

const DAY_MS = 86_400_000;
const TODAY = dayOf(Date.now());
const given = { dataset: 'focus', format: 'csv', from: TODAY, to: TODAY } as const;
const SECRET = 'a-secret-of-the-bucket';
let finance: PlatformContext;

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  const { ctx } = await makeTenant();
  const { id } = await makeHold(ctx, 1_000, 500);
  await settle(ctx, id, told(700, 90));
});

const latest = async () => (await listExports(finance))[0];

describe('an export', () => {
  it.each([
    ['focus', 'parquet'],
    ['focus-allocated', 'csv'],
    ['ledger', 'csv'],
  ] as const)('of %s as %s is written by the worker and can be opened', async (dataset, format) => {
    const id = await requestExport(finance, { ...given, dataset, format });
    expect(await latest()).toMatchObject({ id, state: 'queued', kept: false });
    await runExports();
    const done = await latest();
    expect(done).toMatchObject({ id, state: 'done', kept: true, failure: null });
    expect(done?.rows).toBeGreaterThan(0);
    const file = await openExport(finance, id);
    const bytes = Buffer.from(await new Response(file.stream).arrayBuffer());
    expect(bytes.length).toBe(done?.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(done?.sha256);
  });

  it('is asked for by finance, read by auditors, and known to nobody else', async () => {
    const auditor = await makePlatformPerson('auditor');
    await expect(requestExport(auditor, given)).rejects.toMatchObject({ code: 'forbidden' });
    const { id = '' } = (await latest()) ?? {};
    expect((await openExport(auditor, id)).bytes).toBeGreaterThan(0);
    await expect(openExport(finance, '../../etc/passwd')).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it.each([
    ['of finance', 'platform_role = null'],
    ['enabled', 'disabled_at = now()'],
  ])('ends when who asked is not %s any more, also in the middle', async (_, becomes) => {
    const leaving = await makePlatformPerson('finance');
    const id = await requestExport(leaving, given);
    const held = await nextExport('one', 60, new Date(Date.now() + 1_000));
    expect(held?.row.id).toBe(id);
    await asSuperuser(`update app_user set ${becomes} where id = $1`, [leaving.userId]);
    expect(await held?.renew()).toBe(false);
    await asSuperuser("update finance_export set locked_until = now() - interval '1 second'");
    await runExports();
    expect(await latest()).toMatchObject({ id, state: 'failed', attempts: 1 });
  });

  it('is written by one worker, and by another when that one is gone', async () => {
    const id = await requestExport(finance, given);
    const at = new Date(Date.now() + 1_000);
    expect(await claimExport('one', 60, at)).toMatchObject({ id });
    expect(await claimExport('two', 60, at)).toBeUndefined();
    await asSuperuser("update finance_export set locked_until = now() - interval '1 second'");
    await runExports();
    expect(await latest()).toMatchObject({ id, state: 'done', attempts: 2 });
  });

  it('at which each worker dies is not taken for ever', async () => {
    const id = await requestExport(finance, given);
    await asSuperuser(
      `update finance_export set state = 'running', attempts = 16, locked_by = 'dead',
         locked_until = now() - interval '1 second' where id = $1`,
      [id],
    );
    await runExports();
    const failure = 'It was tried too often.';
    expect(await latest()).toMatchObject({ id, state: 'failed', attempts: 16, failure });
  });

  it('that two workers write at once is whole for each', async () => {
    const id = newId();
    const bytes = (text: string) => new TextEncoder().encode(text);
    let begun = () => {};
    const ready = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let go = () => {};
    const waits = new Promise<void>((resolve) => {
      go = resolve;
    });
    const slow = spool(id, 'csv', async (sink) => {
      await sink(bytes('slow'));
      begun();
      await waits;
      await sink(bytes(' and whole'));
    });
    await ready;
    const quick = await spool(id, 'csv', (sink) => sink(bytes('quick')));
    go();
    const ended = await slow;
    expect(readFileSync(quick.file, 'utf8')).toBe('quick');
    expect(readFileSync(ended.file, 'utf8')).toBe('slow and whole');
  });

  it('says when the worker keeps it where pages do not look, and when it is kept no more', async () => {
    const id = await requestExport(finance, given);
    await runExports();
    const { sha256 } = (await latest()) ?? {};
    rmSync(spoolFile(id, sha256 ?? '', 'csv'));
    expect(await latest()).toMatchObject({ id, kept: false, elsewhere: true });
    await expect(openExport(finance, id)).rejects.toMatchObject({ code: 'store_unavailable' });
    await asSuperuser(
      "update finance_export set ended_at = now() - interval '25 hours' where id = $1",
      [id],
    );
    expect(await latest()).toMatchObject({ id, kept: false, elsewhere: false });
    await expect(openExport(finance, id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('cannot be said to be done by finance itself', async () => {
    const write = withPlatform(finance, { action: 'test', reason: 'test' }, (sql) =>
      sql("update finance_export set state = 'done'"),
    );
    await expect(write).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a target', () => {
  const folder: AddTarget = {
    ...{ name: 'Controlling', dataset: 'focus', format: 'csv', cadence: 'daily' },
    place: { kind: 'directory', folder: 'controlling' },
  };
  const before = { ...env };
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'exports-'));
    Object.assign(env, { TENANTRY_EXPORT_DIR: root, TENANTRY_PRIVATE_WEBHOOKS: true });
  });
  afterEach(async () => {
    Object.assign(env, before);
    await asSuperuser('delete from finance_export');
    await asSuperuser('delete from export_target');
  });

  /** The worker's schedule, so many days from now. */
  const queueIn = (days: number) =>
    queueDueExports(new Date(Date.parse(TODAY) + days * DAY_MS + 2 * 3_600_000));

  it('gets each day once, an hour after its end, and those that were missed', async () => {
    await addTarget(finance, folder);
    expect(await queueDueExports(new Date(Date.parse(TODAY) + DAY_MS + 1_000))).toBe(0);
    expect(await queueIn(1)).toBe(1);
    expect(await queueIn(1)).toBe(0);
    await asSuperuser('update finance_export set next_at = now()');
    // What a worker left that died while it brought the file.
    const [{ id = '' } = {}] = await asSuperuser<{ id: string }>(
      'select id from finance_export where target_id is not null',
    );
    mkdirSync(path.join(root, 'controlling'));
    writeFileSync(path.join(root, 'controlling', `.${id}.left.part`), 'half');
    await runExports();
    const name = `focus-${TODAY}-${TODAY}.csv`;
    expect(readdirSync(path.join(root, 'controlling'))).toEqual([name]);
    const { sha256, deliveredAt } = (await latest()) ?? {};
    expect(deliveredAt).not.toBeNull();
    const bytes = readFileSync(path.join(root, 'controlling', name));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect(await queueIn(3)).toBe(1);
    expect(await queueIn(3)).toBe(1);
    expect(await queueIn(3)).toBe(0);
  });

  it('that is a bucket gets a signed object, is tried again, and its secret is kept sealed', async () => {
    const heard: { path: string; headers: IncomingHttpHeaders; body: Buffer }[] = [];
    const answers = [503, 200];
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        heard.push({
          path: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(parts),
        });
        response.statusCode = answers.shift() ?? 200;
        response.end('<Error><Code>SlowDown</Code></Error>');
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    try {
      await addTarget(finance, {
        ...folder,
        place: {
          ...{
            kind: 's3',
            endpoint: `http://127.0.0.1:${port}`,
            bucket: 'books',
            prefix: 'books/all/',
          },
          ...{ region: 'eu-central-1', accessKeyId: 'AKIA123', secret: SECRET },
        },
      });
      await queueIn(1);
      await asSuperuser("update finance_export set next_at = now() where state = 'queued'");
      await runExports();
      expect(await latest()).toMatchObject({ state: 'queued', attempts: 1 });
      expect((await latest())?.failure).toContain('503 SlowDown');
      await asSuperuser("update finance_export set next_at = now() where state = 'queued'");
      await runExports();
      expect(await latest()).toMatchObject({ state: 'done', attempts: 2 });
    } finally {
      server.close();
    }
    const put = heard[1];
    expect(put?.path).toBe(`/books/books/all/focus-${TODAY}-${TODAY}.csv`);
    expect(put?.headers['x-amz-content-sha256']).toBe(
      createHash('sha256')
        .update(put?.body ?? '')
        .digest('hex'),
    );
    expect(put?.headers.authorization).toContain(`Signature=${expected(put)}`);
    const [stored] = await asSuperuser<{ row: string }>(
      "select to_jsonb(t)::text as row from export_target t where kind = 's3' limit 1",
    );
    expect(stored?.row).not.toContain(SECRET);
    const told = await asSuperuser<{ row: string }>(
      'select detail::text as row from platform_audit',
    );
    expect(told.map(({ row }) => row).join()).not.toContain(SECRET);
  });

  it('leads into no private network unless the installation allows it', async () => {
    Object.assign(env, { TENANTRY_PRIVATE_WEBHOOKS: false });
    await addTarget(finance, {
      ...folder,
      place: {
        ...{ kind: 's3', endpoint: 'http://127.0.0.1:1', bucket: 'books', prefix: '' },
        ...{ region: 'x', accessKeyId: 'AKIA123', secret: SECRET },
      },
    });
    await queueIn(1);
    await asSuperuser("update finance_export set next_at = now() where state = 'queued'");
    await runExports();
    expect(await latest()).toMatchObject({
      state: 'failed',
      failure: 'The address leads into a private network.',
    });
  });

  it('gets nothing more of a person who is disabled', async () => {
    const leaving = await makePlatformPerson('finance');
    await addTarget(leaving, folder);
    await asSuperuser('update app_user set disabled_at = now() where id = $1', [leaving.userId]);
    expect(await queueIn(1)).toBe(1);
    await asSuperuser("update finance_export set next_at = now() where state = 'queued'");
    await runExports();
    expect(await latest()).toMatchObject({ state: 'failed', attempts: 0, deliveredAt: null });
    expect(readdirSync(root)).toEqual([]);
  });

  it.each([
    ['its person leaves finance', 'update app_user set platform_role = null where id = $1'],
    ['it is removed', 'update export_target set removed_at = now() where created_by = $1'],
    ['another worker takes the export', "update finance_export set locked_by = 'two'"],
  ])('gets nothing when %s while the file is written', async (_, meanwhile) => {
    const leaving = await makePlatformPerson('finance');
    await addTarget(leaving, folder);
    await queueIn(1);
    await asSuperuser("update finance_export set next_at = now() where state = 'queued'");
    // In the transaction that writes the file.
    await asSuperuser(
      `create function public.meanwhile() returns trigger language plpgsql security definer as
         $f$ begin ${meanwhile.replace('$1', `'${leaving.userId}'`)}; return null; end $f$;
       create trigger meanwhile after insert on platform_audit for each row
         when (new.action = 'export.write') execute function public.meanwhile()`,
    );
    try {
      await runExports();
    } finally {
      await asSuperuser('drop function public.meanwhile() cascade');
    }
    expect(readdirSync(root)).toEqual([]);
    expect(await latest()).toMatchObject({ deliveredAt: null });
    expect((await latest())?.state).not.toBe('done');
    const told = await asSuperuser(
      "select from platform_audit where action = 'export.deliver' and actor_id = $1",
      [leaving.userId],
    );
    expect(told).toEqual([]);
  });

  it('that is removed gets nothing more', async () => {
    const id = await addTarget(finance, folder);
    await queueIn(1);
    await removeTarget(finance, { id, reason: 'enough' });
    await asSuperuser("update finance_export set next_at = now() where state = 'queued'");
    await runExports();
    expect(await latest()).toMatchObject({ state: 'failed' });
    expect(await queueIn(2)).toBe(0);
    await expect(removeTarget(finance, { id, reason: 'enough' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  /** The signature as the service computes it from what it heard. */
  function expected(put: { path: string; headers: IncomingHttpHeaders } | undefined): string {
    const time = String(put?.headers['x-amz-date']);
    const names = ['content-type', 'host', 'x-amz-content-sha256', 'x-amz-date'];
    const lines = names.map((name) => `${name}:${put?.headers[name]}\n`).join('');
    const request = `PUT\n${put?.path}\n\n${lines}\n${names.join(';')}\n${put?.headers['x-amz-content-sha256']}`;
    const scope = `${time.slice(0, 8)}/eu-central-1/s3/aws4_request`;
    const hash = createHash('sha256').update(request).digest('hex');
    const mac = (key: Buffer | string, text: string) =>
      createHmac('sha256', key).update(text).digest();
    const key = scope.split('/').reduce<Buffer | string>(mac, `AWS4${SECRET}`);
    return mac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash}`).toString('hex');
  }
});
