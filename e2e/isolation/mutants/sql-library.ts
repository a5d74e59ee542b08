import { createHash } from 'node:crypto';
import type { RowFiller } from './row-filler';
import { id, PEOPLE, TENANTS } from './sql-people';

/** Folders, by who of ours may read them; `both` may read `open` and nothing else. */
export const FOLDERS = {
  open: id(31),
  /** Of a group that `both` belongs to in their tenant alone. */
  grouped: id(32),
  /** Of people, of whom `both` is one in their tenant alone. */
  named: id(33),
  /** For nobody; in their tenant for everyone. */
  closed: id(34),
  /** Meant for groups; names `both`, which counts for nothing. */
  groupsNotPeople: id(35),
  /** Meant for people; has a group of `both`, which counts for nothing. */
  peopleNotGroups: id(36),
};
export type Folder = keyof typeof FOLDERS;

const OUR_AUDIENCES: Record<Folder, string> = {
  open: 'everyone',
  grouped: 'groups',
  named: 'people',
  closed: 'people',
  groupsNotPeople: 'groups',
  peopleNotGroups: 'people',
};
const [GROUP, OTHER_GROUP] = [id(41), id(42)];

export const documentIn = (folder: Folder): string => id(Number(FOLDERS[folder].slice(-2)) + 20);
export const CONVERSATIONS = { owner: id(61), both: id(62) };
/** Granted to the operator, of the owner's conversation; in theirs to another. */
export const SUPPORT = id(63);
export const JOBS = { held: id(71), queued: id(72), done: id(73), lost: id(74) };
export const OPERATIONS = {
  held: id(76),
  queued: id(77),
  done: id(78),
  exported: id(79),
  rotated: id(80),
  rotating: id(85),
};
export const HOLDS = { fresh: id(81), stale: id(82), settled: id(83), other: id(84) };

/** Questions that wait: only `both`'s own one of ours may be tried. */
export const DEFERRED = {
  own: id(111),
  /** Of theirs, which has one in hand. */
  other: id(112),
  held: id(113),
  /** Of ours, whose askers lost their access. */
  disabled: id(114),
  pending: id(115),
  paused: id(116),
  /** Of `both`; a hold of it is open. */
  holding: id(117),
};

const hashOf = (secret: string) => createHash('sha256').update(secret).digest();
const LONG_AGO = '2000-01-01T00:00:00Z';
const FAR_AWAY = '2100-01-01T00:00:00Z';

/** The same ids in both tenants: keys lead with the tenant, so nothing forbids them. */
export async function addLibraries(filler: RowFiller): Promise<void> {
  for (const tenant of [TENANTS.ours, TENANTS.theirs]) {
    const own = (table: string, row: Record<string, unknown>) =>
      filler.put(table, { tenant_id: tenant, ...row });
    const isOurs = tenant === TENANTS.ours;
    for (const group of [GROUP, OTHER_GROUP]) await own('user_group', { id: group });
    await own('group_member', { group_id: GROUP, user_id: isOurs ? PEOPLE.owner : PEOPLE.both });
    await own('group_member', { group_id: OTHER_GROUP, user_id: PEOPLE.both });
    for (const [folder, folderId] of Object.entries(FOLDERS)) {
      const audience = OUR_AUDIENCES[folder as Folder];
      await own('folder', {
        id: folderId,
        audience: isOurs || folder !== 'closed' ? audience : 'everyone',
      });
      await addDocument(own, documentIn(folder as Folder), folderId);
    }
    await own('folder_group', { folder_id: FOLDERS.grouped, group_id: GROUP });
    await own('folder_group', { folder_id: FOLDERS.peopleNotGroups, group_id: OTHER_GROUP });
    await own('folder_person', {
      folder_id: FOLDERS.named,
      user_id: isOurs ? PEOPLE.admin : PEOPLE.both,
    });
    await own('folder_person', { folder_id: FOLDERS.groupsNotPeople, user_id: PEOPLE.both });
    // Lifted: a hold in force would refuse a removal that a policy has to refuse.
    await own('legal_hold', { lifted_at: LONG_AGO, lifted_by: PEOPLE.owner });
    await addConversations(own, isOurs);
    const granter = isOurs ? PEOPLE.owner : PEOPLE.theirOwner;
    await own('support_grant', {
      id: SUPPORT,
      operator_id: isOurs ? PEOPLE.operator : PEOPLE.halfOperator,
      conversation_id: CONVERSATIONS.owner,
      person_id: granter,
      granted_by: granter,
      granted_at: new Date(),
      expires_at: new Date(Date.now() + 3_600_000),
      up_to: 1,
    });
    await own('tool_secret', { id: id(340) });
    const taken = {
      holder_hash: hashOf(isOurs ? 'our secret' : 'their secret'),
      scopes: '[]',
    };
    await own('reservation', {
      id: HOLDS.other,
      request_id: id(94),
      renewed_at: FAR_AWAY,
      scopes: '[]',
    });
    await own('reservation', {
      id: HOLDS.fresh,
      request_id: id(91),
      conversation_id: CONVERSATIONS.both,
      renewed_at: FAR_AWAY,
      ...taken,
    });
    await own('reservation', {
      id: HOLDS.settled,
      request_id: id(93),
      renewed_at: LONG_AGO,
      state: 'settled',
      ...taken,
    });
  }
  await addWork(filler);
  await addDeferred(filler);
}

type Own = (table: string, row: Record<string, unknown>) => Promise<void>;

async function addDocument(own: Own, documentId: string, folderId: string): Promise<void> {
  await own('document', { id: documentId, folder_id: folderId });
  await own('chunk', { id: documentId, document_id: documentId, char_start: 0, char_end: 1 });
  await own('lexical_posting', { chunk_id: documentId, document_id: documentId });
}

/** `both` talks in both tenants, in a conversation of the same id. */
async function addConversations(own: Own, isOurs: boolean): Promise<void> {
  const talkers = {
    [CONVERSATIONS.owner]: isOurs ? PEOPLE.owner : PEOPLE.theirOwner,
    [CONVERSATIONS.both]: PEOPLE.both,
  };
  for (const [conversation, user] of Object.entries(talkers)) {
    await own('conversation', { id: conversation, user_id: user });
    await own('message', { id: conversation, conversation_id: conversation, user_id: user });
    await own('citation', { id: conversation, message_id: conversation, user_id: user });
    const of = { message_id: conversation, conversation_id: conversation, user_id: user };
    await own('answer_trace', { id: conversation, ...of });
    await own('answer_feedback', { id: conversation, ...of });
    const indexed = { source_id: conversation, conversation_id: conversation, user_id: user };
    await own('conversation_posting', indexed);
  }
}

async function addDeferred(filler: RowFiller): Promise<void> {
  const put = (tenant_id: string, deferred: string, user_id: string, more = {}) =>
    filler.put('deferred_answer', {
      ...{ tenant_id, id: deferred, request_id: deferred, user_id },
      // What must not be tried would come first.
      ...{ conversation_id: CONVERSATIONS.both, not_before: LONG_AGO, created_at: LONG_AGO },
      ...{ locked_by: 'first', ...more },
    });
  const { ours, theirs, paused } = TENANTS;
  const lost = { state: 'running', locked_until: LONG_AGO };
  const held = { state: 'running', locked_until: FAR_AWAY };
  for (const tenant of [ours, theirs])
    await put(tenant, DEFERRED.own, PEOPLE.both, { created_at: FAR_AWAY });
  await put(ours, DEFERRED.holding, PEOPLE.both, { request_id: id(91) });
  await put(ours, DEFERRED.disabled, PEOPLE.disabled, lost);
  await put(ours, DEFERRED.pending, PEOPLE.pending, lost);
  await put(theirs, DEFERRED.held, PEOPLE.theirOwner, held);
  await put(theirs, DEFERRED.other, PEOPLE.theirOwner);
  await put(paused, DEFERRED.paused, PEOPLE.pausedOwner, lost);
}

/** Jobs, operations and holds of tenants that may and that may not be worked for. */
async function addWork(filler: RowFiller): Promise<void> {
  for (const tenant_id of [TENANTS.ours, TENANTS.theirs]) {
    const held = { state: 'running', locked_by: 'first', locked_until: FAR_AWAY };
    await filler.put('job', { tenant_id, id: JOBS.held, ...held });
    await filler.put('job', { tenant_id, id: JOBS.done, state: 'done', locked_by: 'first' });
    await filler.put('tenant_operation', { tenant_id, id: OPERATIONS.held, kind: 'move', ...held });
    const rotating = { tenant_id, id: OPERATIONS.rotating, kind: 'rotate_keys' };
    if (tenant_id === TENANTS.ours) await filler.put('tenant_operation', { ...rotating, ...held });
    const ended = { done: 'reindex', exported: 'export', rotated: 'rotate_keys' } as const;
    for (const [name, kind] of Object.entries(ended)) {
      const row = { kind, state: 'done', locked_by: 'first' };
      await filler.put('tenant_operation', {
        tenant_id,
        id: OPERATIONS[name as keyof typeof ended],
        ...row,
      });
    }
  }
  await filler.put('job', {
    tenant_id: TENANTS.theirs,
    id: JOBS.queued,
    created_at: '2020-01-01T00:00:00Z',
  });
  const queued = {
    tenant_id: TENANTS.erasing,
    id: OPERATIONS.queued,
    kind: 'reindex',
    created_at: LONG_AGO,
  };
  await filler.put('tenant_operation', queued);
  for (const tenant_id of [TENANTS.paused, TENANTS.erasing]) {
    await filler.put('job', { tenant_id, id: JOBS.queued, created_at: LONG_AGO });
    const lost = {
      state: 'running',
      locked_by: 'first',
      locked_until: LONG_AGO,
      created_at: LONG_AGO,
    };
    await filler.put('job', { tenant_id, id: JOBS.lost, ...lost });
  }
  for (const tenant_id of [TENANTS.theirs, TENANTS.erased]) {
    await filler.put('reservation', {
      tenant_id,
      id: HOLDS.stale,
      request_id: id(92),
      renewed_at: LONG_AGO,
    });
  }
}
