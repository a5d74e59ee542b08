import { beforeEach, describe, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { now } from '@/lib/clock';
import { endHiddenNames } from '@/lib/db/lifecycle-credentials';
import { changeDocuments } from '@/lib/documents/bulk/change-documents';
import { createFolder } from '@/lib/documents/folders/create-folder';
import { deleteFolder } from '@/lib/documents/folders/delete-folder';
import { listFolders } from '@/lib/documents/folders/queries';
import { setFolderAudience } from '@/lib/documents/folders/set-folder-audience';
import { createGroup } from '@/lib/documents/groups/create-group';
import { deleteGroup } from '@/lib/documents/groups/delete-group';
import { listGroups } from '@/lib/documents/groups/queries';
import { setGroupMembers } from '@/lib/documents/groups/set-group-members';
import { getDocument } from '@/lib/documents/queries';
import { createTag } from '@/lib/documents/tags/create-tag';
import { deleteTag } from '@/lib/documents/tags/delete-tag';
import { uploadDocument } from '@/lib/documents/upload-document';
import { putBackNamed } from './put-back-named';

let tenant: MadeTenant;
beforeEach(async () => {
  tenant = await makeTenant();
});

const absent = { code: 'not_found' };
const conflict = { code: 'conflict' };
const folderNames = async () => (await listFolders(tenant.ctx)).map(({ name }) => name);

describe('a deleted folder', () => {
  it('is gone at once, and comes back with its readers', async () => {
    const member = await makeMember(tenant);
    const { id } = await createFolder(tenant.ctx, { name: 'Board' });
    await setFolderAudience(tenant.ctx, {
      id,
      audience: 'people',
      personIds: [member.id],
    });
    await deleteFolder(tenant.ctx, { id });
    expect(await folderNames()).not.toContain('Board');
    const file = { name: 'a.txt', mediaType: 'text/plain', bytes: Buffer.from('a'), folderId: id };
    await expect(uploadDocument(tenant.ctx, file)).rejects.toMatchObject(absent);
    await expect(deleteFolder(tenant.ctx, { id })).rejects.toMatchObject(absent);
    await putBackNamed(tenant.ctx, { kind: 'folder', id });
    expect((await listFolders(tenant.ctx)).find((each) => each.id === id)).toMatchObject({
      name: 'Board',
      audience: 'people',
      personIds: [member.id],
    });
    await expect(putBackNamed(tenant.ctx, { kind: 'folder', id })).rejects.toMatchObject(absent);
  });

  it('is ended by the worker after two minutes, and its name is free meanwhile', async () => {
    const { id } = await createFolder(tenant.ctx, { name: 'Board' });
    await deleteFolder(tenant.ctx, { id });
    await createFolder(tenant.ctx, { name: 'board' });
    await expect(putBackNamed(tenant.ctx, { kind: 'folder', id })).rejects.toMatchObject(conflict);
    expect(await folderNames()).toEqual(expect.not.arrayContaining(['Board']));
    await endHiddenNames(new Date(now().getTime() - 120_000));
    expect(await asSuperuser('select id from folder where id = $1', [id])).toHaveLength(1);
    await endHiddenNames(now());
    expect(await asSuperuser('select id from folder where id = $1', [id])).toHaveLength(0);
    await expect(putBackNamed(tenant.ctx, { kind: 'folder', id })).rejects.toMatchObject(absent);
  });
});

it('puts a group back with its members', async () => {
  const member = await makeMember(tenant);
  const { id } = await createGroup(tenant.ctx, { name: 'Nurses' });
  await setGroupMembers(tenant.ctx, { id, memberIds: [member.id] });
  await deleteGroup(tenant.ctx, { id });
  expect(await listGroups(tenant.ctx)).toEqual([]);
  await putBackNamed(tenant.ctx, { kind: 'group', id });
  expect(await listGroups(tenant.ctx)).toMatchObject([{ id, memberIds: [member.id] }]);
});

it('puts a tag back on the documents that had it, or takes it off for good', async () => {
  const documentId = await addDocument(tenant, 'a.txt', ['A text.']);
  const tag = await createTag(tenant.ctx, { name: 'Contracts' });
  const on = { kind: 'tag', tagId: tag.id, on: true } as const;
  await changeDocuments(tenant.ctx, { ids: [documentId], change: on });
  await deleteTag(tenant.ctx, { id: tag.id });
  expect((await getDocument(tenant.ctx, documentId)).tagIds).toEqual([]);
  await putBackNamed(tenant.ctx, { kind: 'tag', id: tag.id });
  expect((await getDocument(tenant.ctx, documentId)).tagIds).toEqual([tag.id]);
  await deleteTag(tenant.ctx, { id: tag.id });
  await endHiddenNames(now());
  expect(await asSuperuser('select tag_ids from document where id = $1', [documentId])).toEqual([
    { tag_ids: [] },
  ]);
});

it('is for whoever manages them, of the own workspace', async () => {
  const member = await makeMember(tenant);
  const other = await makeTenant();
  const { id } = await createFolder(tenant.ctx, { name: 'Board' });
  await deleteFolder(tenant.ctx, { id });
  await expect(putBackNamed(member.ctx, { kind: 'folder', id })).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(putBackNamed(other.ctx, { kind: 'folder', id })).rejects.toMatchObject(absent);
});
