import { addDocumentRow } from '@/e2e/support/add-document';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { cancelDocument } from '@/lib/documents/cancel-document';
import { deleteDocument } from '@/lib/documents/delete-document';
import { moveDocument } from '@/lib/documents/move-document';
import { renameDocument } from '@/lib/documents/rename-document';
import { retryDocument } from '@/lib/documents/retry-document';
import { uploadDocument } from '@/lib/documents/upload-document';
import { newId } from '@/lib/ids';
import { type AuditedChange, type ChangeScene, change, changeOf } from './audited-change';
import { document, folder } from './library-changes';

const uploaded = async ({ tenant }: ChangeScene) => {
  const name = `${newId()}.txt`;
  const bytes = Buffer.from(name);
  return (await uploadDocument(tenant.ctx, { name, mediaType: 'text/plain', bytes })).document.id;
};
const failed = async ({ tenant }: ChangeScene) => {
  const { id } = await addDocumentRow(tenant, `${newId()}.txt`, []);
  await withTenantSql(tenant.ctx, (sql) =>
    sql(
      `update document set stage = 'failed', failure_code = 'internal' where tenant_id = :tenant and id = $1`,
      [id],
    ),
  );
  return id;
};

/** What is changed of documents. */
export const DOCUMENT_CHANGES: readonly AuditedChange[] = [
  change('document.upload', uploaded),
  changeOf('document.cancel', uploaded, ({ tenant }, id) => cancelDocument(tenant.ctx, { id })),
  changeOf('document.retry', failed, ({ tenant }, id) => retryDocument(tenant.ctx, { id })),
  changeOf('document.rename', document, ({ tenant }, id) =>
    renameDocument(tenant.ctx, { id, name: `${newId()}.txt` }),
  ),
  changeOf(
    'document.move',
    async (scene) => ({ id: await document(scene), folder: await folder(scene) }),
    ({ tenant }, made) => moveDocument(tenant.ctx, { id: made.id, folderId: made.folder.id }),
  ),
  changeOf('document.delete', document, ({ tenant }, id) => deleteDocument(tenant.ctx, { id })),
];
