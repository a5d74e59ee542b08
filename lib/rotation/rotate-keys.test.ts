import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { heldOperation } from '@/e2e/support/held-operation';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { ownerClient } from '@/e2e/support/owner-client';
import { addFolder, sealEverywhere, WORDS } from '@/e2e/support/seal-everywhere';
import { superuserClient } from '@/e2e/support/superuser-client';
import { SimulatedClock, setClock } from '@/lib/clock';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { sealedVersion } from '@/lib/keys/envelope';
import { keyVersions } from '@/lib/keys/key-files';
import { activateVersion, prepareVersion } from '@/lib/keys/rotate-version';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { tenantArchives } from '@/lib/objects/tenant-archives';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { HANDLERS } from '@/lib/operations/handlers';
import { listOperations } from '@/lib/operations/list-operations';
import type { Operation } from '@/lib/operations/operation';
import { requestOperation, requestOwnOperation } from '@/lib/operations/request-operation';
import { runOperations } from '@/lib/operations/run-operations';
import type { PlatformContext } from '@/lib/tenancy/context';
import { readKeyState } from './read-key-state';
import { rotateKeys } from './rotate-keys';
import { SEALED_COLUMNS } from './sealed-columns';

let tenant: MadeTenant;
let operator: PlatformContext;
let undo: () => void;

beforeEach(async () => {
  undo = setClock(new SimulatedClock(performance.timeOrigin + performance.now()));
  tenant = await makeTenant();
  operator = await makePlatformPerson('operator');
});
afterEach(() => {
  undo();
  HANDLERS.rotate_keys = rotateKeys;
});
afterAll(async () => {
  await closePools();
});

const request = () =>
  requestOperation(operator, {
    tenantId: tenant.ctx.tenantId,
    kind: 'rotate_keys',
    reason: 'for a test',
  });
const found = async (id: string) =>
  (await listOperations(operator, tenant.ctx.tenantId)).find((each) => each.id === id);
const versions = () =>
  keyVersions(tenant.ctx.tenantId).map(({ version, state }) => `${version} ${state}`);

describe('the list of sealed columns', () => {
  it('is every sealed column that the catalogue has', async () => {
    const owner = await ownerClient();
    const { rows } = await owner.query<{ name: string }>(
      `select c.relname || '.' || a.attname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not a.attisdropped
         and (a.attname like '%\\_sealed' or a.atttypid = 'bytea'::regtype)
         and exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id')`,
    );
    await owner.end();
    // Hashes: nothing to open, and the keys of keyed ones stay when a content key is replaced.
    const hashes = ['lexical_posting.term', 'conversation_posting.term', 'tenant_export.sha256'];
    // Counts by length of time.
    const sketches = ['fleet_rollup.latency', 'fleet_rollup.first_token'];
    const isHash = (name: string) => hashes.includes(name) || /_(hash|mac)$/.test(name);
    expect(SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(
      rows
        .map((row) => row.name)
        .filter((name) => !isHash(name) && !sketches.includes(name))
        .sort(),
    );
  });
});

describe('rotating a tenant’s keys', () => {
  it('seals every column and object anew, then destroys the older key', async () => {
    const content = await sealEverywhere(tenant, operator);
    const id = await request();
    const state = () => readKeyState(operator, tenant.ctx.tenantId);
    const { createdAt } = await state();
    expect(await state()).toMatchObject({ version: 1, rotatedAt: null, older: 0, left: 0 });
    expect((await state()).rotation).toEqual({ step: null, done: 0, total: 0, waitsFor: null });
    await runOperations();
    expect(await state()).toMatchObject({
      version: 2,
      createdAt,
      older: 0,
      left: 0,
      rotation: null,
    });
    expect(await found(id)).toMatchObject({ state: 'done', detail: { version: 2, left: 0 } });
    expect(versions()).toEqual(['1 destroyed', '2 active']);
    const sealed = await content.read();
    expect(sealed.map(({ name }) => name).sort()).toEqual(
      SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort(),
    );
    for (const { name, value, words } of sealed) {
      expect({ name, version: sealedVersion(value), words }).toEqual({
        name,
        version: 2,
        words: WORDS,
      });
    }
    expect((await tenantObjects(tenant.ctx).get('original', content.object))?.toString()).toBe(
      WORDS,
    );
    const pieces = await tenantArchives(tenant.ctx).read(content.object);
    if (!pieces) throw new Error('The archive is gone.');
    const bytes = [];
    for await (const piece of pieces) bytes.push(piece);
    expect(Buffer.concat(bytes).equals(Buffer.alloc(2_500_000, WORDS))).toBe(true);
  });

  it('goes on where a crash left it, at every step', async () => {
    const content = await sealEverywhere(tenant, operator);
    const id = await request();
    let allowed = 0;
    HANDLERS.rotate_keys = async (operation) => {
      let left = allowed;
      allowed += 1;
      const stop = (): void => {
        left -= 1;
        if (left < 0) throw new Crash();
      };
      const crashing: Operation = {
        ...operation,
        progress: async (...given) => {
          await operation.progress(...given);
          stop();
        },
        note: async (detail) => {
          await operation.note(detail);
          stop();
        },
      };
      await rotateKeys(crashing);
    };
    let attempts = 0;
    while ((await found(id))?.state !== 'done') {
      attempts += 1;
      await again(id);
      await runOperations();
      for (const { words } of await content.read()) expect(words).toBe(WORDS);
    }
    expect(attempts).toBeGreaterThan(5);
    expect(versions()).toEqual(['1 destroyed', '2 active']);
  });

  it('lets people write and read meanwhile, and loses nothing of it', async () => {
    await sealEverywhere(tenant, operator);
    const keys = tenantKeys(tenant.ctx);
    const written: string[] = [];
    const late = keys.seal({ table: 'folder', row: 'late', column: 'name' }, WORDS);
    expect(sealedVersion(late)).toBe(1);
    const lateId = newId();
    const lateSealed = keys.seal({ table: 'folder', row: lateId, column: 'name' }, WORDS);
    HANDLERS.rotate_keys = (operation) =>
      rotateKeys({
        ...operation,
        progress: async (step, done, total) => {
          await operation.progress(step, done, total);
          const folder = newId();
          const value = keys.seal({ table: 'folder', row: folder, column: 'name' }, WORDS);
          await addFolder(tenant, folder, value);
          written.push(folder);
          // Sealed before the new version, and stored after the sweep went by.
          if (step === 'waiting for writers' && !written.includes(lateId)) {
            await addFolder(tenant, lateId, lateSealed);
            written.push(lateId);
          }
        },
      });
    const id = await request();
    await runOperations();
    expect(await found(id)).toMatchObject({ state: 'done' });
    const rows = await withTenantSql(tenant.ctx, (sql) =>
      sql<{ tenant_id: string; id: string; name_sealed: Buffer }>(
        'select tenant_id, id, name_sealed from folder where tenant_id = :tenant and id = any($1::uuid[])',
        [written],
      ),
    );
    expect(written).toContain(lateId);
    expect(rows).toHaveLength(written.length);
    for (const row of rows) {
      expect(keys.openText({ table: 'folder', row: row.id, column: 'name' }, row.name_sealed)).toBe(
        WORDS,
      );
    }
  });

  it('resumed in a restored database, leaves the key of a later rotation that its rows have', async () => {
    const next = async () => activateVersion(tenant.ctx, await prepareVersion(tenant.ctx));
    await next();
    const id = newId();
    const place = { table: 'folder', row: id, column: 'name' };
    const sealed = tenantKeys(tenant.ctx).seal(place, WORDS);
    await addFolder(tenant, id, sealed);
    await next();
    const held = await heldOperation(tenant, 'rotate_keys');
    await held.operation.note({ version: 2, activeAt: 0, transaction: '0' });
    await rotateKeys(held.next());
    await held.end();
    expect(sealedVersion(sealed)).toBe(2);
    expect(versions()).toEqual(['1 destroyed', '2 active', '3 active']);
    expect(tenantKeys(tenant.ctx).openText(place, sealed)).toBe(WORDS);
  });

  it('keeps the older key while anything does not open', async () => {
    const id = newId();
    const elsewhere = { table: 'folder', row: newId(), column: 'name' };
    await addFolder(tenant, id, tenantKeys(tenant.ctx).seal(elsewhere, WORDS));
    const operation = await request();
    await runOperations();
    expect(await found(operation)).toMatchObject({
      state: 'failed',
      failureCode: 'conflict',
      detail: { left: 1 },
    });
    expect(versions()).toEqual(['1 active', '2 active']);
    expect(await readKeyState(operator, tenant.ctx.tenantId)).toMatchObject({
      version: 2,
      older: 1,
      left: 1,
      rotation: null,
      failed: true,
    });
  });

  it('is nobody’s to ask for but the operators’, and no other worker sees what people wrote', async () => {
    await expect(
      requestOwnOperation(tenant.ctx, { kind: 'rotate_keys', reason: 'for a test' }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await sealEverywhere(tenant, operator);
    let seen = -1;
    HANDLERS.reindex = async ({ ctx }) => {
      const rows = await withTenantSql(ctx, (sql) =>
        sql('select tenant_id from message where tenant_id = :tenant'),
      );
      seen = rows.length;
    };
    await requestOperation(operator, {
      tenantId: tenant.ctx.tenantId,
      kind: 'reindex',
      reason: 'for a test',
    });
    await runOperations();
    delete HANDLERS.reindex;
    expect(seen).toBe(0);
  });
});

class Crash extends Error {}

/** What the pause and the limit of attempts would ask of a test’s patience. */
async function again(id: string): Promise<void> {
  const client = await superuserClient();
  await client.query(
    `update tenant_operation set attempts = 0, locked_until = null where id = $1 and state = 'queued'`,
    [id],
  );
  await client.end();
}
