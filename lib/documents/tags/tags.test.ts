import { beforeEach, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { changeDocuments } from '@/lib/documents/bulk/change-documents';
import { createFolder } from '@/lib/documents/folders/create-folder';
import { setFolderAudience } from '@/lib/documents/folders/set-folder-audience';
import { getDocument, listDocuments } from '@/lib/documents/queries';
import { uploadDocument } from '@/lib/documents/upload-document';
import { createTag } from './create-tag';
import { deleteTag } from './delete-tag';
import { renameTag } from './rename-tag';

let tenant: MadeTenant;
beforeEach(async () => {
  tenant = await makeTenant();
});

async function upload(name: string, folderId?: string): Promise<string> {
  const bytes = Buffer.from(`The text of ${name}.`);
  const file = { name, mediaType: 'text/plain', bytes, folderId };
  return (await uploadDocument(tenant.ctx, file)).document.id;
}

const names = async (filter: Parameters<typeof listDocuments>[1]) =>
  (await listDocuments(tenant.ctx, filter)).documents.map(({ name }) => name);

it('puts a tag on documents, filters by it, and takes it off', async () => {
  const [one, two] = [await upload('one.txt'), await upload('two.txt')];
  const tag = await createTag(tenant.ctx, { name: 'Contracts' });
  await expect(createTag(tenant.ctx, { name: 'contracts' })).rejects.toMatchObject({
    code: 'conflict',
  });
  const on = { kind: 'tag', tagId: tag.id, on: true } as const;
  expect((await changeDocuments(tenant.ctx, { ids: [one, two], change: on })).done).toHaveLength(2);
  await changeDocuments(tenant.ctx, { ids: [one], change: on });
  expect((await getDocument(tenant.ctx, one)).tagIds).toEqual([tag.id]);
  await changeDocuments(tenant.ctx, { ids: [two], change: { ...on, on: false } });
  expect(await names({ tag: tag.id })).toEqual(['one.txt']);
  await renameTag(tenant.ctx, { id: tag.id, name: 'Leases' });
  expect((await listDocuments(tenant.ctx)).tags).toEqual([{ id: tag.id, name: 'Leases' }]);
  await deleteTag(tenant.ctx, { id: tag.id });
  expect((await getDocument(tenant.ctx, one)).tagIds).toEqual([]);
  await expect(deleteTag(tenant.ctx, { id: tag.id })).rejects.toMatchObject({ code: 'not_found' });
});

it('stores the name sealed and shows it to those who read a document of it alone', async () => {
  const folder = await createFolder(tenant.ctx, { name: 'Closed' });
  await setFolderAudience(tenant.ctx, {
    id: folder.id,
    audience: 'people',
    personIds: [tenant.ctx.principal.id],
  });
  const id = await upload('secret.txt', folder.id);
  const tag = await createTag(tenant.ctx, { name: 'Redundancies' });
  const change = { kind: 'tag', tagId: tag.id, on: true } as const;
  await changeDocuments(tenant.ctx, { ids: [id], change });
  const [row] = await withTenantSql(tenant.ctx, (sql) =>
    sql<{ name_sealed: Buffer }>('select name_sealed from tag where tenant_id = :tenant'),
  );
  expect(row?.name_sealed.includes('Redundancies')).toBe(false);
  const { ctx: colleague } = await makeMember(tenant);
  expect((await listDocuments(colleague)).tags).toEqual([]);
  const other = await makeTenant();
  await expect(renameTag(other.ctx, { id: tag.id, name: 'Mine' })).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(changeDocuments(other.ctx, { ids: [id], change })).rejects.toMatchObject({
    code: 'not_found',
  });
});

it('orders and pages by what is sealed', async () => {
  for (const name of ['b 10.txt', 'B 9.txt', 'ä.txt', 'c.txt', 'a.txt'])
    await addDocument({ ctx: tenant.ctx, folderId: tenant.folderId }, name, ['A text.']);
  expect(await names({ sort: 'name' })).toEqual(['a.txt', 'ä.txt', 'B 9.txt', 'b 10.txt', 'c.txt']);
  const first = await listDocuments(tenant.ctx, { sort: 'name', limit: 2 });
  expect(first.matching).toBe(5);
  const second = await listDocuments(tenant.ctx, {
    sort: 'name',
    limit: 2,
    cursor: first.nextCursor ?? '',
  });
  expect(second.documents.map(({ name }) => name)).toEqual(['B 9.txt', 'b 10.txt']);
  expect(await names({ name: 'B ' })).toEqual(expect.arrayContaining(['B 9.txt', 'b 10.txt']));
});
