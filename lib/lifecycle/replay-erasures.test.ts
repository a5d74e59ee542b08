import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexText } from '@/e2e/support/index-text';
import { makeConversation } from '@/e2e/support/make-conversation';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { runOperation } from '@/e2e/support/run-operation';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { superuserClient } from '@/e2e/support/superuser-client';
import { filesOf, rowsOf, type Superuser, storesOf } from '@/e2e/support/tenant-remains';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import { keyDirectory } from '@/lib/keys/key-directory';
import { namespaceName } from '@/lib/keys/namespace-name';
import type { PlatformContext } from '@/lib/tenancy/context';
import { readErased } from './erase/read-erased';
import { requestErase } from './erase/request-erase';
import { journalFile, readJournal } from './erasure-journal';
import { replayErasures } from './replay-erasures';

let worker: TestWorker;
let operator: PlatformContext;
let superuser: Superuser;
let copies: string;

beforeAll(async () => {
  copies = mkdtempSync(path.join(os.tmpdir(), 'tenantry-copies-'));
  worker = startTestWorker();
  worker.start();
  operator = await makePlatformPerson('operator');
  superuser = await superuserClient();
}, 120_000);
afterAll(async () => {
  await worker.close();
  await superuser.end();
  rmSync(copies, { recursive: true });
  await closePools();
});

async function filled(): Promise<MadeTenant> {
  const tenant = await makeTenant();
  const documentId = await indexText(worker, tenant.ctx, {
    name: 'Harbour.txt',
    text: 'The quay closes at nine. Boots are worn on deck.',
  });
  await makeConversation(tenant.ctx, {
    title: 'Quay',
    question: 'When?',
    answer: 'At nine.',
    quote: 'The quay closes at nine.',
    documentId,
  });
  return tenant;
}

async function erase(tenant: MadeTenant): Promise<void> {
  const id = await requestErase(operator, {
    tenantId: tenant.ctx.tenantId,
    confirmation: tenant.slug,
    reason: 'The contract ended',
  });
  expect(await runOperation(operator, id)).toBe('gone');
}

type Dump = { table: string; rows: string }[];

/** What a dump of the database has of the tenant: its rows, itself and its people. */
async function dump(tenantId: string): Promise<Dump> {
  const { rows } = await superuser.query<{ name: string }>(
    'select name from tenancy.tenant_tables() order by place desc',
  );
  const of = async (table: string, where: string) => {
    const found = await superuser.query<{ rows: string }>(
      `select coalesce(jsonb_agg(to_jsonb(x)), '[]')::text as rows from ${table} x where ${where}`,
      [tenantId],
    );
    return { table, rows: found.rows[0]?.rows ?? '[]' };
  };
  const people = 'id in (select user_id from membership where tenant_id = $1)';
  const all = [await of('app_user', people), await of('tenant', 'id = $1')];
  for (const { name } of rows) all.push(await of(name, 'tenant_id = $1'));
  return all;
}

async function restore(dumped: Dump): Promise<void> {
  await superuser.query('begin');
  // As a restore does: no trigger, no check of references.
  await superuser.query('set local session_replication_role = replica');
  for (const { table, rows } of dumped)
    await superuser.query(
      `insert into ${table} select r.* from jsonb_populate_recordset(null::${table}, $1) r on conflict do nothing`,
      [rows],
    );
  await superuser.query('commit');
}

function copyFiles(tenantId: string): () => void {
  const copy = path.join(copies, newId());
  const keys = readdirSync(keyDirectory()).filter((name) =>
    name.startsWith(namespaceName('key', tenantId)),
  );
  const files = [...storesOf(tenantId), ...keys.map((name) => path.join(keyDirectory(), name))];
  for (const [index, file] of files.entries())
    cpSync(file, path.join(copy, String(index)), { recursive: true });
  return () => {
    for (const [index, file] of files.entries())
      cpSync(path.join(copy, String(index)), file, { recursive: true });
  };
}

describe('after a restore', () => {
  it('an erased tenant is erased again from every store that has it', async () => {
    const tenant = await filled();
    const bystander = await filled();
    const { tenantId } = tenant.ctx;
    const dumped = await dump(tenantId);
    const restoreFiles = copyFiles(tenantId);
    await erase(tenant);
    expect((await replayErasures()).tenants).not.toContain(tenantId);

    await restore(dumped);
    restoreFiles();
    expect((await rowsOf(superuser, tenantId)).chunk).toBeGreaterThan(0);
    expect(filesOf(tenantId).length).toBeGreaterThan(2);
    expect((await replayErasures()).tenants).toContain(tenantId);
    expect(await rowsOf(superuser, tenantId)).toEqual({});
    expect(filesOf(tenantId)).toEqual([]);
    const owner = await superuser.query('select id from app_user where id = $1', [
      tenant.ctx.principal.id,
    ]);
    expect(owner.rows).toEqual([]);
    const { erased } = await readErased(operator, tenantId);
    expect(erased.receipt?.receipt.reason).toBe('The contract ended');
    expect((await rowsOf(superuser, bystander.ctx.tenantId)).chunk).toBeGreaterThan(0);
    expect((await replayErasures()).tenants).not.toContain(tenantId);
  });

  it('files alone are found too', async () => {
    const tenant = await filled();
    const { tenantId } = tenant.ctx;
    const restoreFiles = copyFiles(tenantId);
    await erase(tenant);
    restoreFiles();
    expect((await replayErasures()).tenants).toEqual([tenantId]);
    expect(filesOf(tenantId)).toEqual([]);
  });

  it('a database from before that knows of no erasure believes the proof of it', async () => {
    const tenant = await filled();
    const { tenantId } = tenant.ctx;
    const dumped = await dump(tenantId);
    await erase(tenant);
    await superuser.query('delete from erased_totals where erased_id = $1', [tenantId]);
    await superuser.query('delete from erased_bill where erased_id = $1', [tenantId]);
    await superuser.query('delete from erased_tenant where id = $1', [tenantId]);
    await restore(dumped);
    expect((await replayErasures()).tenants).toContain(tenantId);
    expect(await rowsOf(superuser, tenantId)).toEqual({});
  });

  it('a tenant that was never erased is not, whatever the worker’s login says', async () => {
    const [erased, alive] = [await makeTenant(), await filled()];
    await erase(erased);
    const entry = readJournal().at(-1);
    if (!entry?.proof) throw new Error('The entry has no proof.');
    for (const proof of [undefined, entry.proof, '']) {
      const { tenantId } = alive.ctx;
      const forged = { ...entry, tenantId, subjectId: tenantId, proof };
      await expect(replayErasures(() => [forged])).rejects.toMatchObject({
        code: 'store_unavailable',
        message: expect.stringContaining('never erased'),
      });
    }
    const [state] = await dump(alive.ctx.tenantId).then((all) =>
      all.filter(({ table }) => table === 'tenant'),
    );
    expect(state?.rows).toContain('"state": "active"');
    expect(filesOf(alive.ctx.tenantId).length).toBeGreaterThan(0);
  });

  it('nothing serves when the journal was changed', async () => {
    const journal = readFileSync(journalFile(), 'utf8');
    const [first] = readJournal();
    if (!first) throw new Error('The journal is empty.');
    const copy = path.join(copies, 'erasures.journal');
    for (const forged of [
      journal.replace(first.subjectId, newId()),
      journal.slice(journal.indexOf('\n') + 1),
    ]) {
      writeFileSync(copy, forged);
      await expect(replayErasures(() => readJournal(copy))).rejects.toMatchObject({
        code: 'store_unavailable',
      });
    }
    writeFileSync(copy, journal);
    expect(readJournal(copy)).toEqual(readJournal());
  });

  it('a last line that a failure of the machine cut off holds nothing up', async () => {
    const before = readJournal();
    const line = readFileSync(journalFile(), 'utf8').split('\n')[0] ?? '';
    appendFileSync(journalFile(), line.slice(0, 40));
    expect(readJournal()).toEqual(before);
    const tenant = await makeTenant();
    await erase(tenant);
    expect(readJournal().map(({ tenantId }) => tenantId)).toEqual(
      [...before, { tenantId: tenant.ctx.tenantId }].map(({ tenantId }) => tenantId),
    );
  });
});
