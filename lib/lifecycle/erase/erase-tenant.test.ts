import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexText } from '@/e2e/support/index-text';
import { makeConversation } from '@/e2e/support/make-conversation';
import { makeMember } from '@/e2e/support/make-member';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { noMeter } from '@/e2e/support/no-meter';
import { runOperation } from '@/e2e/support/run-operation';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { superuserClient } from '@/e2e/support/superuser-client';
import { filesOf, rowsOf, type Superuser } from '@/e2e/support/tenant-remains';
import { closePools } from '@/lib/db/pools';
import { dataPath } from '@/lib/env';
import { newId } from '@/lib/ids';
import { namespaceName } from '@/lib/keys/namespace-name';
import { readJournal } from '@/lib/lifecycle/erasure-journal';
import { requestOwnExport } from '@/lib/lifecycle/export/request-export';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { HANDLERS } from '@/lib/operations/handlers';
import { requestOperation } from '@/lib/operations/request-operation';
import { indexChunks } from '@/lib/retrieval/index-chunks';
import { addMember } from '@/lib/tenancy/add-member';
import type { PlatformContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import { eraseTenant } from './erase-tenant';
import { readErased } from './read-erased';
import { requestErase } from './request-erase';
import { receiptPublicKey, verifyReceipt } from './sign-receipt';

const FILLER =
  'The quay closes at nine. Boots are worn on deck. Nobody swims in the basin.\n\n'.repeat(30);

let worker: TestWorker;
let operator: PlatformContext;
let superuser: Superuser;

beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
  operator = await makePlatformPerson('operator');
  superuser = await superuserClient();
}, 120_000);
afterAll(async () => {
  HANDLERS.erase = eraseTenant;
  await worker.close();
  await superuser.end();
  await closePools();
});

async function filled(): Promise<MadeTenant> {
  const tenant = await makeTenant();
  const documentId = await indexText(worker, tenant.ctx, { name: 'Harbour.txt', text: FILLER });
  await makeConversation(tenant.ctx, {
    title: 'Quay',
    question: 'When does it close?',
    answer: 'At nine.',
    quote: 'The quay closes at nine.',
    documentId,
  });
  await addUsage(tenant.ctx, { at: new Date('2026-10-31T23:59:59Z'), price: 5n, cost: 3n });
  await addUsage(tenant.ctx, { at: new Date('2026-11-01T00:00:00Z'), price: 7n, cost: 4n });
  return tenant;
}

function ask(tenant: MadeTenant): Promise<string> {
  return requestErase(operator, {
    tenantId: tenant.ctx.tenantId,
    confirmation: tenant.slug,
    reason: 'The contract ended',
  });
}

describe('an erasure', () => {
  it('leaves nothing of the tenant but the fact, its sums and a true receipt', async () => {
    const tenant = await filled();
    const bystander = await filled();
    const { tenantId } = tenant.ctx;
    const before = await rowsOf(superuser, tenantId);
    expect(filesOf(tenantId).length).toBeGreaterThan(2);
    const id = await ask(tenant);
    expect(await runOperation(operator, id)).toBe('gone');

    expect(await rowsOf(superuser, tenantId)).toEqual({});
    expect(filesOf(tenantId)).toEqual([]);
    await expect(verifyTenantSession(tenant.session, tenant.slug)).rejects.toMatchObject({
      code: 'not_found',
    });
    const { erased, months } = await readErased(operator, tenantId);
    expect(months).toMatchObject([
      { month: '2026-10-01', calls: 1, costNano: '3', priceNano: '5' },
      { month: '2026-11-01', calls: 1, costNano: '4', priceNano: '7' },
      { month: '2026-11-01', calls: 1, costNano: '0', priceNano: '0', model: EMBEDDING_MODEL },
    ]);
    if (!erased.receipt) throw new Error('There is no receipt.');
    const { receipt } = erased.receipt;
    expect(receipt).toMatchObject({
      tenant: { id: tenantId, slug: tenant.slug },
      operation: id,
      reason: 'The contract ended',
      kept: { months: 2, calls: 3, costNano: '7', priceNano: '12' },
      removed: {
        people: { memberships: 1, accounts: 1, sessions: 1 },
        objects: { original: 1, text: 1 },
      },
    });
    for (const table of ['chunk', 'document', 'lexical_posting', 'message', 'citation', 'folder'])
      expect([table, receipt.removed.rows[table]]).toEqual([table, before[table]]);
    expect(receipt.removed.vectors?.vectors).toBeGreaterThan(50);
    expect(receipt.removed.keys?.files).toBeGreaterThan(0);
    expect(receipt.journalEntry).toBe(
      readJournal().find((entry) => entry.tenantId === tenantId)?.hash,
    );

    const key = await receiptPublicKey();
    expect(verifyReceipt(erased.receipt, key)).toBe(true);
    const lie = {
      ...receipt,
      removed: { ...receipt.removed, rows: { ...receipt.removed.rows, chunk: 1 } },
    };
    expect(verifyReceipt({ ...erased.receipt, receipt: lie }, key)).toBe(false);

    expect(await tenantVectors(bystander.ctx).count()).toBeGreaterThan(50);
    expect((await rowsOf(superuser, bystander.ctx.tenantId)).chunk).toBeGreaterThan(0);
  });

  it('is over for every table with a tenant, those of later migrations too', async () => {
    const { rows } = await superuser.query<{ name: string }>(
      `select t.name from tenancy.tenant_tables() t where not exists (
         select from pg_policy p where p.polrelid = ('public.' || t.name)::regclass and p.polcmd = 'd'
           and p.polroles @> array['tenantry_definer'::regrole::oid])
         or not has_table_privilege('tenantry_definer', 'public.' || t.name, 'DELETE')`,
    );
    expect(rows).toEqual([]);
    const places = await superuser.query<{ bad: string }>(
      `select child.name || ' before ' || parent.name as bad from pg_constraint k
       join tenancy.tenant_tables() child on ('public.' || child.name)::regclass = k.conrelid
       join tenancy.tenant_tables() parent on ('public.' || parent.name)::regclass = k.confrelid
       where k.contype = 'f' and k.conrelid <> k.confrelid and child.place > parent.place`,
    );
    expect(places.rows).toEqual([]);
  });

  it('goes on where it was cut off, wherever that was', async () => {
    const tenant = await filled();
    const before = await rowsOf(superuser, tenant.ctx.tenantId);
    const reached = new Set<string>();
    HANDLERS.erase = async (operation) => {
      // A crash when each step begins, once; what was noted is there for the next attempt.
      for (let cut = true; cut; ) {
        cut = false;
        const attempt = {
          ...operation,
          progress: async (step: string, done: number, total: number) => {
            if (!reached.has(step)) {
              reached.add(step);
              cut = true;
              throw new Error(`cut off at ${step}`);
            }
            await operation.progress(step, done, total);
          },
          note: async (detail: Record<string, unknown>) => {
            Object.assign(operation.detail, detail);
            await operation.note(detail);
          },
        };
        await eraseTenant(attempt).catch((error: Error) => {
          if (!cut) throw error;
        });
      }
    };
    try {
      expect(await runOperation(operator, await ask(tenant))).toBe('gone');
    } finally {
      HANDLERS.erase = eraseTenant;
    }
    expect([...reached]).toEqual(
      expect.arrayContaining(['work', 'vectors', 'objects', 'keys', 'receipt']),
    );
    expect(await rowsOf(superuser, tenant.ctx.tenantId)).toEqual({});
    const { erased } = await readErased(operator, tenant.ctx.tenantId);
    expect(erased.receipt?.receipt.removed.rows.chunk).toBe(before.chunk);
    expect(erased.receipt?.receipt.kept).toMatchObject({ calls: 3, priceNano: '12' });
    expect(erased.receipt?.receipt.removed.keys?.files).toBeGreaterThan(0);
  });

  it('outruns a job, an upload and an answer that began before it', async () => {
    const tenant = await filled();
    const { ctx } = tenant;
    // Handles that were opened before, as a job of another process holds them.
    const objects = tenantObjects(ctx);
    const vectors = tenantVectors(ctx);
    const chunks = Array.from({ length: 130 }, () => ({ id: newId(), text: 'A late sentence.' }));
    const documentId = newId();
    let erased: Promise<string> | undefined;
    const late = indexChunks(ctx, { id: documentId, folderId: tenant.folderId }, chunks, {
      meter: noMeter,
      onProgress: async () => {
        erased ??= ask(tenant).then((id) => runOperation(operator, id));
        expect(await erased).toBe('gone');
      },
    });
    await expect(late).rejects.toThrow();
    expect(erased).toBeDefined();
    await expect(objects.put('original', newId(), Buffer.from('late'))).rejects.toThrow();
    await expect(
      vectors.upsert([
        {
          id: newId(),
          chunkId: newId(),
          documentId,
          folderId: newId(),
          vector: Float32Array.from({ length: 512 }, (_, axis) => Number(axis === 0)),
        },
      ]),
    ).rejects.toThrow();
    await expect(addUsage(ctx, { at: new Date() })).rejects.toThrow();
    expect(await rowsOf(superuser, ctx.tenantId)).toEqual({});
    expect(filesOf(ctx.tenantId)).toEqual([]);
  });

  it('takes the people who belong nowhere else, and no other', async () => {
    const tenant = await filled();
    const elsewhere = await makeTenant();
    const [alone, both] = [await makeMember(tenant), await makeMember(tenant)];
    await addMember(elsewhere.ctx, {
      email: both.ctx.principal.email,
      name: 'Colleague',
      role: 'member',
    });
    await runOperation(operator, await ask(tenant));
    const people = await superuser.query<{ id: string }>(
      'select id from app_user where id = any($1::uuid[])',
      [[alone.id, both.id]],
    );
    expect(people.rows).toEqual([{ id: both.id }]);
    const sessions = await superuser.query('select id from user_session where user_id = $1', [
      alone.id,
    ]);
    expect(sessions.rows).toEqual([]);
    expect((await verifyTenantSession(both.session, elsewhere.slug)).tenantId).toBe(
      elsewhere.ctx.tenantId,
    );
  });

  it('is an operator’s to ask for, by the tenant’s address, and not under a hold', async () => {
    const tenant = await makeTenant();
    const { tenantId } = tenant.ctx;
    const auditor = await makePlatformPerson('auditor');
    const request = { tenantId, confirmation: tenant.slug, reason: 'a test' };
    await expect(requestErase(auditor, request)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      requestErase(operator, { ...request, confirmation: 'another' }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(requestErase(operator, { ...request, tenantId: newId() })).rejects.toMatchObject({
      code: 'not_found',
    });
    // Without the state no operation erases anything.
    const direct = await requestOperation(operator, { tenantId, kind: 'erase', reason: 'a test' });
    expect(await runOperation(operator, direct)).toContain('failed');
    await superuser.query(
      `insert into legal_hold (tenant_id, id, reason, placed_by, placed_by_kind, placed_at)
       values ($1, $2, 'a dispute', $3, 'operator', now())`,
      [tenantId, newId(), operator.userId],
    );
    await expect(requestErase(operator, request)).rejects.toMatchObject({ code: 'conflict' });
    expect((await verifyTenantSession(tenant.session, tenant.slug)).tenantId).toBe(tenantId);
    expect(readJournal().some((entry) => entry.tenantId === tenantId)).toBe(false);
  });

  it('ends what else is under way, and takes archives with it', async () => {
    const tenant = await filled();
    await runOperation(operator, await requestOwnExport(tenant.ctx));
    const waiting = await requestOwnExport(tenant.ctx);
    expect(await runOperation(operator, await ask(tenant))).toBe('gone');
    expect(await runOperation(operator, waiting)).toBe('gone');
    expect(
      existsSync(path.join(dataPath('objects'), namespaceName('objects', tenant.ctx.tenantId))),
    ).toBe(false);
    const { erased } = await readErased(operator, tenant.ctx.tenantId);
    expect(erased.receipt?.receipt.removed.objects?.export).toBe(1);
  });
});
