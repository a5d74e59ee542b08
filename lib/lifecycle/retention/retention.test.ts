import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { keyDraft } from '@/e2e/support/key-text';
import { makeMember } from '@/e2e/support/make-member';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { createKey } from '@/lib/api-keys/create-key';
import { pageConversations } from '@/lib/chat/page-conversations';
import { listConversations, readConversation } from '@/lib/chat/queries';
import { saveQuestion } from '@/lib/chat/save-exchange';
import { changeTenantState } from '@/lib/console/change-tenant-state';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { transaction } from '@/lib/db/transaction';
import { deleteDocument } from '@/lib/documents/delete-document';
import { uploadDocument } from '@/lib/documents/upload-document';
import { newId } from '@/lib/ids';
import { listOwnOperations } from '@/lib/operations/list-operations';
import { requestOwnOperation } from '@/lib/operations/request-operation';
import { runOperations } from '@/lib/operations/run-operations';
import { removeMember } from '@/lib/people/remove-member';
import type { TenantContext } from '@/lib/tenancy/context';
import { verifyApiKey } from '@/lib/tenancy/verify-key';
import { listDueDocuments } from './due-documents';
import { liftHold, placeHold } from './legal-hold';
import { readRetention } from './read-retention';
import { setDocumentDays } from './set-document-days';
import { liftTenantHold, placeTenantHold, readTenantHolds } from './tenant-hold';

let tenant: MadeTenant;
let member: Awaited<ReturnType<typeof makeMember>>;
beforeEach(async () => {
  tenant = await makeTenant('professional');
  member = await makeMember(tenant);
});
// Operations of every tenant are taken, those of test files that run at the same time too.
afterAll(async () => {
  await closePools();
});

/** Of the plan. */
const DAYS = 90;
const conflict = { code: 'conflict' };

async function converse(ctx: TenantContext, daysAgo: number): Promise<string> {
  const { id } = await saveQuestion(ctx, undefined, 'How many days?', newId());
  await withTenantSql(ctx, (sql) =>
    sql(
      `update conversation set updated_at = clock_timestamp() - make_interval(days => $2::int)
       where tenant_id = :tenant and id = $1`,
      [id, daysAgo],
    ),
  );
  return id;
}

async function upload(daysAgo: number): Promise<string> {
  const bytes = Buffer.from(`Text ${newId()}`);
  const { document } = await uploadDocument(tenant.ctx, {
    name: 'Old.txt',
    mediaType: 'text/plain',
    bytes,
  });
  await withTenantSql(tenant.ctx, (sql) =>
    sql(
      `update document set created_at = clock_timestamp() - make_interval(days => $2::int)
       where tenant_id = :tenant and id = $1`,
      [document.id, daysAgo],
    ),
  );
  return document.id;
}

/** As if administrators had chosen that long ago. */
async function keepDocuments(days: number, chosenDaysAgo: number): Promise<void> {
  await setDocumentDays(tenant.ctx, days);
  await withTenantSql(tenant.ctx, (sql) =>
    sql(
      `update retention_setting set changed_at = clock_timestamp() - make_interval(days => $1::int)
       where tenant_id = :tenant`,
      [chosenDaysAgo],
    ),
  );
}

/** Runs the workspace's retention and returns the counts of its audit entry. */
async function run(): Promise<Record<string, number> | undefined> {
  const id = await requestOwnOperation(tenant.ctx, { kind: 'retention', reason: 'for a test' });
  await runOperations();
  await vi.waitFor(async () => {
    const operation = (await listOwnOperations(tenant.ctx)).find((each) => each.id === id);
    expect(operation?.state).toBe('done');
  });
  const [entry] = await withTenantSql(tenant.ctx, (sql) =>
    sql<{ tenant_id: string; detail: Record<string, number> }>(
      `select tenant_id, detail from audit_entry
       where tenant_id = :tenant and action = 'retention.run' and object_id = $1`,
      [id],
    ),
  );
  return entry?.detail;
}

const idsOf = async (ctx: TenantContext) => (await listConversations(ctx)).map(({ id }) => id);

describe('conversations', () => {
  it('end by policy, everybody’s, with their messages and an audit entry that counts them', async () => {
    const [old, young] = [await converse(member.ctx, DAYS + 1), await converse(member.ctx, 1)];
    const owners = await converse(tenant.ctx, DAYS + 100);
    expect(await run()).toMatchObject({ conversations: 2, messages: 2, documents: 0 });
    expect(await idsOf(member.ctx)).toEqual([young]);
    expect(await idsOf(tenant.ctx)).toEqual([]);
    for (const id of [old, owners])
      await expect(readConversation(member.ctx, id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await run()).toMatchObject({ conversations: 0 });
  });

  it('of an API key end like a person’s', async () => {
    const { text } = await createKey(tenant.ctx, keyDraft({ scopes: ['conversations'] }));
    const key = await verifyApiKey(text, { address: '127.0.0.1' });
    const [, young] = [await converse(key, DAYS + 1), await converse(key, 1)];
    expect(await run()).toMatchObject({ conversations: 1, messages: 1 });
    expect(await idsOf(key)).toEqual([young]);
  });

  it('say so two weeks before, to their person and, as counts, to administrators', async () => {
    const soon = await converse(member.ctx, DAYS - 13);
    await converse(member.ctx, DAYS - 15);
    const ends = new Map((await listConversations(member.ctx)).map((c) => [c.id, c.endsAt]));
    expect([...ends.values()].filter(Boolean)).toHaveLength(1);
    const days = (Date.parse(ends.get(soon) ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(13, 1);
    expect((await readConversation(member.ctx, soon)).endsAt).toBe(ends.get(soon));
    const page = await pageConversations(member.ctx, { limit: 10 });
    expect(new Map(page.conversations.map((c) => [c.id, c.endsAt]))).toEqual(ends);
    expect((await readRetention(tenant.ctx)).ending).toMatchObject({
      conversations: 1,
      people: 1,
      firstAt: ends.get(soon),
    });
  });

  it('have two weeks left when the rule becomes stricter', async () => {
    const id = await converse(member.ctx, 60);
    await asSuperuser(
      `insert into policy_version (tenant_id, version, manifest, reason, author_id, created_at)
       select tenant_id, 2, jsonb_set(manifest, '{conversationDays}', '30'), 'shorter', author_id, clock_timestamp()
       from policy_version where tenant_id = $1 and version = 1`,
      [tenant.ctx.tenantId],
    );
    expect(await run()).toMatchObject({ conversations: 0 });
    const [listed] = await listConversations(member.ctx);
    expect(listed?.id).toBe(id);
    expect((Date.parse(listed?.endsAt ?? '') - Date.now()) / 86_400_000).toBeCloseTo(14, 1);
  });

  it('are ended by a running retention alone', async () => {
    await expect(
      withTenantSql(tenant.ctx, (sql) => sql('select tenancy.end_conversations(1), :tenant')),
    ).rejects.toThrow(/only a running retention/);
  });

  it('of another workspace are left alone', async () => {
    const other = await makeTenant();
    await converse(other.ctx, DAYS + 10);
    await run();
    expect(await idsOf(other.ctx)).toHaveLength(1);
  });
});

describe('documents', () => {
  it('stay until an administrator says otherwise', async () => {
    const id = await upload(3_000);
    expect(await run()).toMatchObject({ documents: 0 });
    await expect(setDocumentDays(member.ctx, 30)).rejects.toMatchObject({ code: 'forbidden' });
    await setDocumentDays(tenant.ctx, 30);
    // Chosen today: everybody has two weeks, and sees which.
    expect(await run()).toMatchObject({ documents: 0 });
    expect(await listDueDocuments(member.ctx)).toMatchObject([{ id, name: 'Old.txt' }]);
  });

  it('end with their files after their days', async () => {
    const [old, young] = [await upload(31), await upload(10)];
    await keepDocuments(30, 15);
    expect(await run()).toMatchObject({ documents: 1 });
    const left = await withTenantSql(tenant.ctx, (sql) =>
      sql<{ id: string }>('select id from document where tenant_id = :tenant'),
    );
    expect(left).toEqual([{ id: young }]);
    const audit = await withTenantSql(tenant.ctx, (sql) =>
      sql(
        `select actor_kind from audit_entry
         where tenant_id = :tenant and action = 'document.expire' and object_id = $1`,
        [old],
      ),
    );
    expect(audit).toEqual([{ actor_kind: 'worker' }]);
  });
});

describe('a legal hold', () => {
  it('keeps everything of the workspace until it is lifted, and two weeks longer', async () => {
    const conversation = await converse(member.ctx, DAYS + 1);
    const document = await upload(100);
    await keepDocuments(30, 30);
    const hold = await placeHold(tenant.ctx, { reason: 'A court asked' });
    expect(await run()).toMatchObject({ conversations: 0, documents: 0 });
    expect(await listDueDocuments(tenant.ctx)).toEqual([]);
    await expect(deleteDocument(tenant.ctx, { id: document })).rejects.toMatchObject(conflict);
    expect((await readRetention(tenant.ctx)).holds).toMatchObject([
      { id: hold, person: null, reason: 'A court asked', lifted: null },
    ]);
    await liftHold(tenant.ctx, { id: hold, reason: 'It is over' });
    expect(await run()).toMatchObject({ conversations: 0, documents: 0 });
    expect(await idsOf(member.ctx)).toEqual([conversation]);
    expect((await listConversations(member.ctx))[0]?.endsAt).toBeDefined();
    await removeMember(tenant.ctx, member.id);
  });

  it('on one person keeps that person’s conversations alone', async () => {
    await converse(member.ctx, DAYS + 1);
    await converse(tenant.ctx, DAYS + 1);
    await placeHold(tenant.ctx, { personId: member.id, reason: 'A dispute' });
    expect(await run()).toMatchObject({ conversations: 1 });
    expect(await idsOf(member.ctx)).toHaveLength(1);
    expect((await listConversations(member.ctx))[0]?.endsAt).toBeUndefined();
  });

  it('by an operator forbids the erasure, and only operators lift it', async () => {
    const operator = await makePlatformPerson('operator');
    const { tenantId } = tenant.ctx;
    const id = await placeTenantHold(operator, { tenantId, reason: 'An authority asked' });
    const erase = async () =>
      transaction('operator', await operator.databaseToken(), (client) =>
        client.query(`update tenant set state = 'erasing' where id = $1`, [tenantId]),
      );
    await expect(erase()).rejects.toMatchObject(conflict);
    await expect(liftHold(tenant.ctx, { id, reason: 'not mine' })).rejects.toMatchObject({
      code: 'not_found',
    });
    // A pause is no erasure.
    await changeTenantState(operator, { tenantId, to: 'suspended', reason: 'for a test' });
    await liftTenantHold(operator, { tenantId, id, reason: 'It is over' });
    expect(await readTenantHolds(operator, tenantId)).toMatchObject([
      { id, lifted: { reason: 'It is over' } },
    ]);
    await erase();
    await expect(placeTenantHold(operator, { tenantId, reason: 'too late' })).rejects.toMatchObject(
      conflict,
    );
  });

  it('is for owners: admins see it, members do not, and no other workspace', async () => {
    const admin = await makeMember(tenant, 'admin');
    await expect(placeHold(admin.ctx, { reason: 'not allowed' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const id = await placeHold(tenant.ctx, { reason: 'A court asked' });
    expect((await readRetention(admin.ctx)).holds).toHaveLength(1);
    await expect(readRetention(member.ctx)).rejects.toMatchObject({ code: 'forbidden' });
    const other = await makeTenant();
    await expect(liftHold(other.ctx, { id, reason: 'not ours' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(
      placeHold(other.ctx, { personId: member.id, reason: 'not ours' }),
    ).rejects.toMatchObject({ code: 'not_found' });
    const auditor = await makePlatformPerson('auditor');
    expect(await readTenantHolds(auditor, tenant.ctx.tenantId)).toHaveLength(1);
    await expect(
      placeTenantHold(auditor, { tenantId: tenant.ctx.tenantId, reason: 'not allowed' }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});

it('asks for each workspace’s run once a day', async () => {
  const rolledBack = transaction('worker', undefined, async (client) => {
    const ask = async () =>
      (await client.query<{ asked: number }>('select tenancy.schedule_retention() as asked'))
        .rows[0]?.asked;
    const first = Number(await ask());
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThanOrEqual(200);
    for (let asked = first; asked > 0; ) asked = Number(await ask());
    expect(await ask()).toBe(0);
    throw new Error('not for the other tests’ tenants');
  });
  await expect(rolledBack).rejects.toThrow('not for the other tests');
});
