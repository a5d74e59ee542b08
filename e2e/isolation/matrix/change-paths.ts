import { newId } from '@/lib/ids';
import { type Aim, asksForName, changes, changesByRoute, knowsNobody } from './action-attempts';
import { asOwner } from './fill-tables';
import type { GuardedPath } from './path';
import type { MatrixScene } from './scene';
import {
  makeConversation,
  makeDeferred,
  makeDocument,
  makeDocumentInWork,
  makeExport,
  makeFolder,
  makeGroup,
  makeHold,
  makeKey,
  makeMember,
  makeNotice,
  makeTag,
  makeUpload,
} from './throw-away';

const CHAT = 'lib/chat/actions.ts';
const DOCUMENTS = 'lib/documents/actions.ts';
const FOLDERS = 'lib/documents/folders/actions.ts';
const TAGS = 'lib/documents/tags/actions.ts';
const GROUPS = 'lib/documents/groups/actions.ts';
const PEOPLE = 'lib/people/actions.ts';
const RETENTION = 'lib/lifecycle/retention/actions.ts';
const KEYS = 'lib/api-keys/actions.ts';
const BUDGETS = 'lib/usage/budgets/actions.ts';

/** What changes a tenant's data: each attempt names a row of another tenant. */
export const CHANGE_PATHS: Record<string, GuardedPath> = {
  ...Object.fromEntries([
    changes(`${CHAT}#renameConversationAction`, async (scene) => {
      const id = await makeConversation(scene);
      return { table: 'conversation', id, input: { conversationId: id, title: 'Attack' } };
    }),
    changes(`${CHAT}#deleteConversationAction`, async (scene) => {
      const id = await makeConversation(scene);
      return { table: 'conversation', id, input: { conversationId: id } };
    }),
    changes('lib/deferred/actions.ts#markDeferredSeenAction', async (scene) => {
      const id = await makeDeferred(scene, 'done');
      return { table: 'deferred_answer', id, input: { ids: [id] } };
    }),
    changes(`${DOCUMENTS}#renameDocumentAction`, (scene) => idle(scene, { name: 'Attack.txt' })),
    changes(`${DOCUMENTS}#moveDocumentAction`, async (scene) =>
      idle(scene, { folderId: await makeFolder(scene) }),
    ),
    changes(`${DOCUMENTS}#deleteDocumentAction`, (scene) => idle(scene, {})),
    changes(`${DOCUMENTS}#cancelDocumentAction`, inWork),
    changes(`${DOCUMENTS}#retryDocumentAction`, failed),
    changes('lib/documents/bulk/actions.ts#changeDocumentsAction', async (scene) => {
      const aim = await failed(scene);
      return { ...aim, input: { ids: [aim.id], change: { kind: 'retry' } } };
    }),
    knowsNobody(
      'lib/documents/versions/actions.ts#restoreVersionAction',
      (id) => ({ id }),
      (scene) => makeDocument(scene, 'failed'),
    ),
    asksForName(`${TAGS}#createTagAction`, makeTag),
    changes(`${TAGS}#renameTagAction`, (scene) => tag(scene, { name: `New ${newId()}` })),
    changes(`${TAGS}#deleteTagAction`, (scene) => tag(scene, {})),
    changes(`${FOLDERS}#renameFolderAction`, (scene) => folder(scene, { name: `New ${newId()}` })),
    changes(`${FOLDERS}#deleteFolderAction`, (scene) => folder(scene, {})),
    changes(`${FOLDERS}#setFolderAudienceAction`, (scene) =>
      folder(scene, { audience: 'everyone' }),
    ),
    asksForName(`${FOLDERS}#createFolderAction`, makeFolder),
    changes(`${GROUPS}#renameGroupAction`, (scene) => group(scene, { name: `New ${newId()}` })),
    changes(`${GROUPS}#deleteGroupAction`, (scene) => group(scene, {})),
    changes(`${GROUPS}#setGroupMembersAction`, async (scene) => {
      const id = await makeGroup(scene);
      return { table: 'group_member', column: 'group_id', id, input: { id, memberIds: [] } };
    }),
    asksForName(`${GROUPS}#createGroupAction`, makeGroup),
    changes(`${BUDGETS}#markNoticesAction`, async (scene) => {
      const id = await makeNotice(scene);
      return { table: 'budget_notice', id, input: { ids: [id] } };
    }),
    changes(`${KEYS}#revokeKeyAction`, async (scene) => ({
      table: 'api_key',
      id: await makeKey(scene),
    })),
    // A successor of another workspace's key is refused by a foreign key whatever the locks are.
    knowsNobody(`${KEYS}#rotateKeyAction`, (id) => ({ id, overlapHours: 1 }), makeKey),
    changes(`${PEOPLE}#changeRoleAction`, (scene) => member(scene, { role: 'admin' })),
    changes(`${RETENTION}#liftHoldAction`, async (scene) => {
      const id = await makeHold(scene);
      return { table: 'legal_hold', id, input: { id, reason: 'attack' } };
    }),
    changes('lib/lifecycle/actions.ts#removeExportAction', async (scene) => ({
      table: 'tenant_export',
      id: await makeExport(scene),
    })),
    knowsNobody(`${RETENTION}#placeHoldAction`, (personId) => ({ personId, reason: 'attack' })),
    knowsNobody(`${PEOPLE}#eraseMemberAction`, (id) => ({ id, reason: 'attack' })),
    changes(`${PEOPLE}#signOutMemberAction`, async (scene) => {
      const aim = await member(scene, {});
      // Nobody is signed out who never came in.
      await asOwner('membership', (client) =>
        client.query('update membership set accepted_at = created_at where user_id = $1', [aim.id]),
      );
      return aim;
    }),
    changes(`${PEOPLE}#removeMemberAction`, (scene) => member(scene, {})),
  ]),
  'route DELETE /api/t/[tenant]/documents/[id]': changesByRoute(
    'DELETE',
    (id) => `/documents/${id}`,
    (scene) => idle(scene, {}),
  ),
  'route DELETE /api/t/[tenant]/uploads/[id]': changesByRoute(
    'DELETE',
    (id) => `/uploads/${id}`,
    async (scene) => ({ table: 'pending_upload', id: await makeUpload(scene) }),
  ),
  'route DELETE /api/t/[tenant]/deferred/[id]': changesByRoute(
    'DELETE',
    (id) => `/deferred/${id}`,
    async (scene) => ({ table: 'deferred_answer', id: await makeDeferred(scene, 'running') }),
  ),
  'route POST /api/t/[tenant]/documents/[id]/cancel': changesByRoute(
    'POST',
    (id) => `/documents/${id}/cancel`,
    inWork,
  ),
  'route POST /api/t/[tenant]/documents/[id]/retry': changesByRoute(
    'POST',
    (id) => `/documents/${id}/retry`,
    failed,
  ),
};

async function idle(scene: MatrixScene, input: object): Promise<Aim> {
  const id = await makeDocument(scene, 'cancelled');
  return { table: 'document', id, input: { id, ...input } };
}

async function inWork(scene: MatrixScene): Promise<Aim> {
  return { table: 'document', id: await makeDocumentInWork(scene) };
}

async function failed(scene: MatrixScene): Promise<Aim> {
  return { table: 'document', id: await makeDocument(scene, 'failed') };
}

async function folder(scene: MatrixScene, input: object): Promise<Aim> {
  const id = await makeFolder(scene);
  return { table: 'folder', id, input: { id, ...input } };
}

async function tag(scene: MatrixScene, input: object): Promise<Aim> {
  const id = await makeTag(scene);
  return { table: 'tag', id, input: { id, ...input } };
}

async function group(scene: MatrixScene, input: object): Promise<Aim> {
  const id = await makeGroup(scene);
  return { table: 'user_group', id, input: { id, ...input } };
}

async function member(scene: MatrixScene, input: object): Promise<Aim> {
  const id = await makeMember(scene);
  return { table: 'membership', column: 'user_id', id, input: { id, ...input } };
}
