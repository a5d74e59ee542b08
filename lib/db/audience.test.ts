import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { workerToken } from '@/e2e/support/worker-token';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { closePools } from './pools';
import { withTenant } from './tenant-models';
import { transaction } from './transaction';

const at = new Date('2026-11-02T10:00:00Z');
const sealed = Buffer.from('sealed');

let tenant: MadeTenant;
let people: Record<'admin' | 'grouped' | 'named' | 'plain', { ctx: TenantContext; id: string }>;
/** Document by the audience of its folder. */
let documents: Record<'everyone' | 'groups' | 'people' | 'nobody', string>;

beforeAll(async () => {
  tenant = await makeTenant();
  people = {
    admin: await makeMember(tenant, 'admin'),
    grouped: await makeMember(tenant),
    named: await makeMember(tenant),
    plain: await makeMember(tenant),
  };
  const groupId = newId();
  await withTenant(tenant.ctx, async (tx) => {
    await tx.userGroup.create({ data: { id: groupId, nameSealed: sealed, createdAt: at } });
    await tx.groupMember.create({ data: { groupId, userId: people.grouped.id } });
  });
  documents = {
    everyone: await addDocument(await addFolder('everyone')),
    groups: await addDocument(await addFolder('groups', { groupId })),
    people: await addDocument(await addFolder('people', { userId: people.named.id })),
    // Names a group and a person, but is meant for whom its audience says.
    nobody: await addDocument(await addFolder('groups', { userId: people.named.id })),
  };
});
afterAll(closePools);

async function addFolder(
  audience: string,
  readers: { groupId?: string; userId?: string } = {},
): Promise<string> {
  const folderId = newId();
  const { groupId, userId } = readers;
  await withTenant(tenant.ctx, async (tx) => {
    const createdBy = tenant.ctx.principal.id;
    await tx.folder.create({ data: { id: folderId, audience, createdBy, createdAt: at } });
    if (groupId) await tx.folderGroup.create({ data: { folderId, groupId } });
    if (userId) await tx.folderPerson.create({ data: { folderId, userId } });
  });
  return folderId;
}

const documentRow = (folderId: string, createdBy: string) => ({
  id: newId(),
  folderId,
  nameSealed: sealed,
  mediaType: 'text/plain',
  bytes: 1n,
  contentMac: sealed,
  createdBy,
  createdAt: at,
  stageAt: at,
});

async function addDocument(folderId: string): Promise<string> {
  const row = documentRow(folderId, tenant.ctx.principal.id);
  const chunkId = newId();
  await withTenant(tenant.ctx, async (tx) => {
    await tx.document.create({ data: row });
    await tx.chunk.create({
      data: {
        id: chunkId,
        documentId: row.id,
        ordinal: 0,
        page: 1,
        charStart: 0,
        charEnd: 1,
        textSealed: sealed,
        termCount: 1,
      },
    });
    await tx.lexicalPosting.create({
      data: {
        term: Buffer.from('12345678'),
        chunkId,
        documentId: row.id,
        tf: 1,
        chunkTerms: 1,
      },
    });
  });
  return row.id;
}

/** The audiences whose document is seen, by table; no filter, so that the policies alone decide. */
async function seen(token: string): Promise<string[][]> {
  return transaction('app', token, async (client) => {
    const found: string[][] = [];
    for (const table of ['document', 'chunk', 'lexical_posting']) {
      const column = table === 'document' ? 'id' : 'document_id';
      const { rows } = await client.query<{ id: string }>(`select ${column} as id from ${table}`);
      const ids = rows.map((row) => row.id);
      const audiences = Object.entries(documents).filter(([, id]) => ids.includes(id));
      found.push(audiences.map(([audience]) => audience));
    }
    return found;
  });
}

const thrice = (audiences: string[]) => [audiences, audiences, audiences];

describe('documents, their chunks and their postings', () => {
  it.each([
    ['plain', ['everyone']],
    ['grouped', ['everyone', 'groups']],
    ['named', ['everyone', 'people']],
    ['admin', ['everyone', 'groups', 'people', 'nobody']],
  ] as const)('of %s: %j', async (person, audiences) => {
    expect(await seen(await people[person].ctx.databaseToken())).toEqual(thrice([...audiences]));
  });

  it('are all there for the ingest worker', async () => {
    expect(await seen(await workerToken(tenant))).toEqual(thrice(Object.keys(documents)));
  });

  it('follow a change of the group at once', async () => {
    const { id, ctx } = people.plain;
    await withTenant(tenant.ctx, async (tx) => {
      const group = await tx.userGroup.findFirst();
      if (!group) throw new Error('There is no group.');
      await tx.groupMember.create({ data: { groupId: group.id, userId: id } });
    });
    expect(await seen(await ctx.databaseToken())).toEqual(thrice(['everyone', 'groups']));
    await withTenant(tenant.ctx, (tx) => tx.groupMember.deleteMany({ where: { userId: id } }));
    expect(await seen(await ctx.databaseToken())).toEqual(thrice(['everyone']));
  });

  it('cannot be written by a member', async () => {
    await withTenant(people.plain.ctx, async (tx) => {
      const where = { id: documents.everyone };
      expect(await tx.document.updateMany({ where, data: { stage: 'failed' } })).toBe(0);
      expect(await tx.document.deleteMany({ where })).toBe(0);
      const chunks = { documentId: documents.everyone };
      expect(await tx.chunk.deleteMany({ where: chunks })).toBe(0);
      expect(await tx.folder.updateMany({ data: { audience: 'everyone' } })).toBe(0);
    });
    const { ctx, id } = people.plain;
    for (const attempt of [
      () => withTenant(ctx, (tx) => tx.document.create({ data: documentRow(tenant.folderId, id) })),
      () =>
        withTenant(ctx, (tx) =>
          tx.folder.create({ data: { id: newId(), createdBy: id, createdAt: at } }),
        ),
      () =>
        withTenant(ctx, (tx) =>
          tx.job.create({
            data: { id: newId(), kind: 'ingest', subjectId: newId(), createdBy: id, createdAt: at },
          }),
        ),
      () =>
        withTenant(ctx, (tx) =>
          tx.groupMember.createMany({ data: [{ groupId: newId(), userId: id }] }),
        ),
    ]) {
      await expect(attempt()).rejects.toThrow(/row-level security|denied/i);
    }
  });
});

describe('conversations', () => {
  const message = (conversationId: string, userId: string, ordinal: number) => ({
    id: newId(),
    conversationId,
    userId,
    ordinal,
    author: 'user',
    state: 'complete',
    textSealed: sealed,
    createdAt: at,
  });

  it('are there for their person alone, owners and admins included', async () => {
    const { ctx, id: userId } = people.grouped;
    const id = newId();
    await withTenant(ctx, async (tx) => {
      await tx.conversation.create({
        data: { id, userId, titleSealed: sealed, createdAt: at, updatedAt: at },
      });
      await tx.message.create({ data: message(id, userId, 1) });
      expect(await tx.message.count({ where: { conversationId: id } })).toBe(1);
    });
    for (const other of [tenant.ctx, people.admin.ctx, people.named.ctx]) {
      await withTenant(other, async (tx) => {
        expect(await tx.conversation.count()).toBe(0);
        expect(await tx.message.count()).toBe(0);
      });
      await expect(
        withTenant(other, (tx) =>
          tx.message.createMany({ data: [message(id, other.principal.id, 2)] }),
        ),
      ).rejects.toThrow(/foreign key/i);
      await expect(
        withTenant(other, (tx) => tx.message.createMany({ data: [message(id, userId, 2)] })),
      ).rejects.toThrow(/row-level security|denied/i);
    }
    const worker = await workerToken(tenant);
    const count = 'select count(*)::int as count from conversation';
    const rows = await transaction('app', worker, async (c) => (await c.query(count)).rows);
    expect(rows).toEqual([{ count: 0 }]);
  });
});

describe('memberships', () => {
  it('are managed downwards: an admin neither promotes nor ends an admin, nobody an owner', async () => {
    const other = await makeMember(tenant, 'admin');
    const promote = { where: { userId: people.plain.id }, data: { role: 'admin' } };
    await expect(
      withTenant(people.admin.ctx, (tx) => tx.membership.updateMany(promote)),
    ).rejects.toThrow(/row-level security|denied/i);
    await withTenant(people.admin.ctx, async (tx) => {
      expect(await tx.membership.deleteMany({ where: { userId: other.id } })).toBe(0);
      expect(await tx.membership.deleteMany({ where: { role: 'owner' } })).toBe(0);
    });
    await withTenant(people.plain.ctx, async (tx) => {
      expect(await tx.membership.updateMany({ data: { role: 'admin' } })).toBe(0);
      expect(await tx.membership.deleteMany({})).toBe(0);
    });
    await withTenant(tenant.ctx, async (tx) => {
      expect(await tx.membership.deleteMany({ where: { role: 'owner' } })).toBe(0);
      expect(await tx.membership.deleteMany({ where: { userId: other.id } })).toBe(1);
    });
  });
});
