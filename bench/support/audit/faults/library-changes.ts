import { addDocument } from '@/e2e/support/add-document';
import { makeConversation } from '@/e2e/support/make-conversation';
import { makeMember } from '@/e2e/support/make-member';
import { deleteConversation, renameConversation } from '@/lib/chat/change-conversation';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { createFolder } from '@/lib/documents/folders/create-folder';
import { deleteFolder } from '@/lib/documents/folders/delete-folder';
import { renameFolder } from '@/lib/documents/folders/rename-folder';
import { setFolderAudience } from '@/lib/documents/folders/set-folder-audience';
import { createGroup } from '@/lib/documents/groups/create-group';
import { deleteGroup } from '@/lib/documents/groups/delete-group';
import { renameGroup } from '@/lib/documents/groups/rename-group';
import { setGroupMembers } from '@/lib/documents/groups/set-group-members';
import { createTag } from '@/lib/documents/tags/create-tag';
import { deleteTag } from '@/lib/documents/tags/delete-tag';
import { renameTag } from '@/lib/documents/tags/rename-tag';
import { putBackNamed } from '@/lib/documents/undo/put-back-named';
import type { NamedKind } from '@/lib/documents/undo/schema';
import { giveFeedback, withdrawFeedback } from '@/lib/feedback/give-feedback';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { type AuditedChange, type ChangeScene, change, changeOf } from './audited-change';

const fresh = (name: string) => `${name} ${newId()}`;
export const folder = ({ tenant }: ChangeScene) =>
  createFolder(tenant.ctx, { name: fresh('Folder') });
const group = ({ tenant }: ChangeScene) => createGroup(tenant.ctx, { name: fresh('Group') });
export const tag = ({ tenant }: ChangeScene) => createTag(tenant.ctx, { name: fresh('Tag') });
/** A document that was read. */
export const document = ({ tenant }: ChangeScene) =>
  addDocument(tenant, `${fresh('Document')}.txt`, ['A passage.']);
/** One of the scene’s owner, with an answer. */
export const conversation = async (scene: ChangeScene) =>
  makeConversation(scene.tenant.ctx, {
    ...{ title: 'Title', question: 'Question', answer: 'Answer', quote: 'Quote' },
    documentId: await document(scene),
  });

const answer = async (scene: ChangeScene) => {
  const id = await conversation(scene);
  const [row] = await withTenantSql(scene.tenant.ctx, (sql) =>
    sql<{ id: string }>(
      `select tenant_id, id from message where tenant_id = :tenant and conversation_id = $1 and author = 'assistant'`,
      [id],
    ),
  );
  return row?.id ?? '';
};
const liked = ({ tenant }: ChangeScene, messageId: string) =>
  giveFeedback(tenant.ctx, { messageId, rating: 'up' });

const undeleting = (
  kind: NamedKind,
  make: (scene: ChangeScene) => Promise<{ id: string }>,
  remove: (ctx: TenantContext, input: { id: string }) => Promise<unknown>,
) =>
  changeOf(
    `${kind}.undelete`,
    async (scene) => {
      const { id } = await make(scene);
      await remove(scene.tenant.ctx, { id });
      return id;
    },
    ({ tenant }, id) => putBackNamed(tenant.ctx, { kind, id }),
  );

/** What is changed of folders, groups, tags and conversations. */
export const LIBRARY_CHANGES: readonly AuditedChange[] = [
  change('folder.create', folder),
  changeOf('folder.rename', folder, ({ tenant }, { id }) =>
    renameFolder(tenant.ctx, { id, name: fresh('Folder') }),
  ),
  changeOf('folder.set_audience', folder, ({ tenant }, { id }) =>
    setFolderAudience(tenant.ctx, { id, audience: 'groups', groupIds: [] }),
  ),
  changeOf('folder.delete', folder, ({ tenant }, { id }) => deleteFolder(tenant.ctx, { id })),
  change('group.create', group),
  changeOf('group.rename', group, ({ tenant }, { id }) =>
    renameGroup(tenant.ctx, { id, name: fresh('Group') }),
  ),
  changeOf(
    'group.set_members',
    async (scene) => ({ group: await group(scene), member: await makeMember(scene.tenant) }),
    ({ tenant }, made) =>
      setGroupMembers(tenant.ctx, { id: made.group.id, memberIds: [made.member.id] }),
  ),
  changeOf('group.delete', group, ({ tenant }, { id }) => deleteGroup(tenant.ctx, { id })),
  change('tag.create', tag),
  changeOf('tag.rename', tag, ({ tenant }, { id }) =>
    renameTag(tenant.ctx, { id, name: fresh('Tag') }),
  ),
  changeOf('tag.delete', tag, ({ tenant }, { id }) => deleteTag(tenant.ctx, { id })),
  undeleting('folder', folder, deleteFolder),
  undeleting('group', group, deleteGroup),
  undeleting('tag', tag, deleteTag),
  changeOf('conversation.rename', conversation, ({ tenant }, id) =>
    renameConversation(tenant.ctx, id, fresh('Title')),
  ),
  changeOf('conversation.delete', conversation, ({ tenant }, id) =>
    deleteConversation(tenant.ctx, id),
  ),
  changeOf('feedback.give', answer, liked),
  changeOf(
    'feedback.withdraw',
    async (scene) => {
      const id = await answer(scene);
      await liked(scene, id);
      return id;
    },
    ({ tenant }, id) => withdrawFeedback(tenant.ctx, id),
  ),
];
