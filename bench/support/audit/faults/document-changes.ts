import { addDocumentRow } from '@/e2e/support/add-document';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { cancelDocument } from '@/lib/documents/cancel-document';
import { deleteDocument, removeDocument } from '@/lib/documents/delete-document';
import { moveDocument } from '@/lib/documents/move-document';
import { putBackDocuments, removeDocuments } from '@/lib/documents/remove-documents';
import { renameDocument } from '@/lib/documents/rename-document';
import { retryDocument } from '@/lib/documents/retry-document';
import { failLost } from '@/lib/documents/sweep/fail-lost';
import { tagDocuments } from '@/lib/documents/tags/tag-documents';
import { uploadDocument } from '@/lib/documents/upload-document';
import { newId } from '@/lib/ids';
import { type AuditedChange, type ChangeScene, change, changeOf } from './audited-change';
import { document, folder, tag } from './library-changes';

const uploaded = async ({ tenant }: ChangeScene) => {
  const name = `${newId()}.txt`;
  const bytes = Buffer.from(name);
  return (await uploadDocument(tenant.ctx, { name, mediaType: 'text/plain', bytes })).document.id;
};
const inStage =
  (stage: 'failed' | 'extracting') =>
  async ({ tenant }: ChangeScene) => {
    const { id } = await addDocumentRow(tenant, `${newId()}.txt`, []);
    await withTenantSql(tenant.ctx, (sql) =>
      sql(
        'update document set stage = $2, failure_code = $3 where tenant_id = :tenant and id = $1',
        [id, stage, stage === 'failed' ? 'internal' : null],
      ),
    );
    return id;
  };
const failed = inStage('failed');
const tagged = async (scene: ChangeScene) => {
  const [id, tagId] = [await document(scene), (await tag(scene)).id];
  await tagDocuments(scene.tenant.ctx, [id], { tagId, on: true });
  return { id, tagId };
};
/** By the worker, as its days or its two minutes are over. */
const ended = (action: 'document.expire' | 'document.end') =>
  changeOf(action, document, ({ tenant }, id) => removeDocument(tenant.ctx, id, action));

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
  changeOf(
    'document.tag',
    async (scene) => ({ id: await document(scene), tagId: (await tag(scene)).id }),
    ({ tenant }, { id, tagId }) => tagDocuments(tenant.ctx, [id], { tagId, on: true }),
  ),
  changeOf('document.untag', tagged, ({ tenant }, { id, tagId }) =>
    tagDocuments(tenant.ctx, [id], { tagId, on: false }),
  ),
  // No job has it.
  changeOf('document.fail', inStage('extracting'), ({ tenant }, id) => failLost(tenant.ctx, id)),
  changeOf(
    'document.undelete',
    async (scene) => {
      const id = await document(scene);
      await removeDocuments(scene.tenant.ctx, [id]);
      return id;
    },
    ({ tenant }, id) => putBackDocuments(tenant.ctx, [id]),
  ),
  ended('document.expire'),
  ended('document.end'),
  changeOf('document.delete', document, ({ tenant }, id) => deleteDocument(tenant.ctx, { id })),
];
