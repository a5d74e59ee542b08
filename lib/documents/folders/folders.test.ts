import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { createGroup } from '@/lib/documents/groups/create-group';
import { deleteGroup } from '@/lib/documents/groups/delete-group';
import { listGroups } from '@/lib/documents/groups/queries';
import { renameGroup } from '@/lib/documents/groups/rename-group';
import { setGroupMembers } from '@/lib/documents/groups/set-group-members';
import { getDocument, listDocuments } from '@/lib/documents/queries';
import { readDocumentText, readOriginal } from '@/lib/documents/read-passage';
import { uploadDocument } from '@/lib/documents/upload-document';
import { newId } from '@/lib/ids';
import { search } from '@/lib/retrieval/search';
import { createFolder } from './create-folder';
import { deleteFolder } from './delete-folder';
import { listFolders } from './queries';
import { renameFolder } from './rename-folder';
import { setFolderAudience } from './set-folder-audience';

const NOT_FOUND = { code: 'not_found', message: 'Not found.' };
let worker: TestWorker;
let tenant: MadeTenant;
let member: Awaited<ReturnType<typeof makeMember>>;

beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
}, 300_000);
afterAll(() => worker.close());
beforeEach(async () => {
  tenant = await makeTenant();
  member = await makeMember(tenant);
});

describe('a folder for some', () => {
  let folderId: string;
  let documentId: string;
  beforeEach(async () => {
    ({ id: folderId } = await createFolder(tenant.ctx, { name: 'Salaries' }));
    const bytes = Buffer.from('The salary of the director is 240000 francs.');
    const input = { name: 'salaries.txt', mediaType: 'text/plain', bytes, folderId };
    documentId = (await uploadDocument(tenant.ctx, input)).document.id;
    await worker.ended(documentId);
  });

  async function readable(): Promise<boolean> {
    const listed = (await listDocuments(member.ctx)).documents.length === 1;
    const found = (await search(member.ctx, 'salary of the director', { limit: 3 })).length === 1;
    const folder = (await listFolders(member.ctx)).some((each) => each.id === folderId);
    const reads = await Promise.allSettled(
      [getDocument, readDocumentText, readOriginal].map((read) => read(member.ctx, documentId)),
    );
    for (const read of reads)
      if (read.status === 'rejected') expect(read.reason).toMatchObject(NOT_FOUND);
    const seen = [listed, found, folder, ...reads.map((read) => read.status === 'fulfilled')];
    expect(new Set(seen).size).toBe(1);
    return listed;
  }

  it('is obeyed by lists, texts, originals and the search', async () => {
    expect(await readable()).toBe(true);
    const group = await createGroup(tenant.ctx, { name: 'Board' });
    await setFolderAudience(tenant.ctx, { id: folderId, audience: 'groups', groupIds: [group.id] });
    expect(await readable()).toBe(false);
    await setGroupMembers(tenant.ctx, { id: group.id, memberIds: [member.id] });
    expect(await readable()).toBe(true);
    await setGroupMembers(tenant.ctx, { id: group.id, memberIds: [] });
    expect(await readable()).toBe(false);
    const personIds = [member.id];
    await setFolderAudience(tenant.ctx, { id: folderId, audience: 'people', personIds });
    expect(await readable()).toBe(true);
    const owner = [tenant.ctx.principal.id];
    await setFolderAudience(tenant.ctx, { id: folderId, audience: 'people', personIds: owner });
    expect(await readable()).toBe(false);
    await setFolderAudience(tenant.ctx, { id: folderId, audience: 'everyone' });
    expect(await readable()).toBe(true);
  });

  it('shows its audience to those who manage it only', async () => {
    await setFolderAudience(tenant.ctx, {
      id: folderId,
      audience: 'people',
      personIds: [member.id],
    });
    const of = async (ctx: typeof member.ctx) =>
      (await listFolders(ctx)).find((folder) => folder.id === folderId)?.personIds;
    expect(await of(tenant.ctx)).toEqual([member.id]);
    expect(await of(member.ctx)).toEqual([]);
  });

  it('is only deleted when it is empty', async () => {
    await expect(deleteFolder(tenant.ctx, { id: folderId })).rejects.toMatchObject({
      code: 'conflict',
    });
    const empty = await createFolder(tenant.ctx, { name: 'Empty' });
    await deleteFolder(tenant.ctx, empty);
    expect((await listFolders(tenant.ctx)).map((folder) => folder.name)).toEqual([
      'General',
      'Salaries',
    ]);
  });
});

describe('names and foreign ids', () => {
  it('keeps names unique, in any case', async () => {
    const folder = await createFolder(tenant.ctx, { name: 'HR' });
    const conflict = { code: 'conflict' };
    await expect(createFolder(tenant.ctx, { name: 'hr' })).rejects.toMatchObject(conflict);
    await expect(createFolder(tenant.ctx, { name: 'general' })).rejects.toMatchObject(conflict);
    await renameFolder(tenant.ctx, { id: folder.id, name: 'Hr' });
    const group = await createGroup(tenant.ctx, { name: 'Board' });
    await expect(createGroup(tenant.ctx, { name: 'BOARD' })).rejects.toMatchObject(conflict);
    await renameGroup(tenant.ctx, { id: group.id, name: 'Directors' });
    expect((await listGroups(tenant.ctx)).map((each) => each.name)).toEqual(['Directors']);
  });

  it('keeps the last folder and a group in use', async () => {
    const conflict = { code: 'conflict' };
    await expect(deleteFolder(tenant.ctx, { id: tenant.folderId })).rejects.toMatchObject(conflict);
    const group = await createGroup(tenant.ctx, { name: 'Board' });
    const [id, groupIds] = [tenant.folderId, [group.id]];
    await setFolderAudience(tenant.ctx, { id, audience: 'groups', groupIds });
    await expect(deleteGroup(tenant.ctx, group)).rejects.toMatchObject(conflict);
    await setFolderAudience(tenant.ctx, { id, audience: 'everyone' });
    await deleteGroup(tenant.ctx, group);
  });

  it('knows neither foreign folders, groups nor people', async () => {
    const other = await makeTenant();
    const theirs = await createGroup(other.ctx, { name: 'Board' });
    const id = tenant.folderId;
    for (const unknown of [other.folderId, newId()]) {
      await expect(deleteFolder(tenant.ctx, { id: unknown })).rejects.toMatchObject(NOT_FOUND);
      const renaming = renameFolder(tenant.ctx, { id: unknown, name: 'x' });
      await expect(renaming).rejects.toMatchObject(NOT_FOUND);
    }
    for (const groupIds of [[theirs.id], [newId()]]) {
      const setting = setFolderAudience(tenant.ctx, { id, audience: 'groups', groupIds });
      await expect(setting).rejects.toMatchObject({ code: 'invalid_input' });
    }
    const group = await createGroup(tenant.ctx, { name: 'Ours' });
    const memberIds = [other.ctx.principal.id];
    const adding = setGroupMembers(tenant.ctx, { id: group.id, memberIds });
    await expect(adding).rejects.toMatchObject({ code: 'invalid_input' });
    expect((await listFolders(tenant.ctx))[0]?.audience).toBe('everyone');
  });

  it('lets members manage nothing', async () => {
    const id = tenant.folderId;
    const forbidden = { code: 'forbidden' };
    const attempts = [
      createFolder(member.ctx, { name: 'x' }),
      renameFolder(member.ctx, { id, name: 'x' }),
      deleteFolder(member.ctx, { id }),
      setFolderAudience(member.ctx, { id, audience: 'everyone' }),
      createGroup(member.ctx, { name: 'x' }),
      listGroups(member.ctx),
    ];
    for (const attempt of await Promise.allSettled(attempts))
      expect(attempt).toMatchObject({ status: 'rejected', reason: forbidden });
  });
});
