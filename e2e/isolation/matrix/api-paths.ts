import { keyDraft } from '@/e2e/support/key-text';
import { createKey } from '@/lib/api-keys/create-key';
import { revokeKey } from '@/lib/api-keys/revoke-key';
import { now } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { KEY_SCOPES } from '@/lib/tenancy/schema';
import type { Ask, Received } from '../visitor';
import { type Aim, watchRow } from './action-attempts';
import { asOwner } from './fill-tables';
import type { Lock } from './locks';
import { CONTENT, FIGURES, type GuardedPath, type OpenPath, ROWS } from './path';
import { type MatrixScene, ONLY_VICTIM } from './scene';
import { folderOf, makeDeferred, makeDocument, makeKey } from './throw-away';

/** The API's paths, each asked with a key of the attacker's own tenant. */
const OWN_POLICY: OpenPath = {
  withoutLocks:
    'reads the policy that the key’s own context names and adds rows of that context; takes no id of a row',
};

export const API_PATHS: Record<string, GuardedPath | OpenPath> = {
  'route GET /v1/openapi.json': { withoutLocks: 'the description of the API, which is code' },
  'route POST /v1/messages': OWN_POLICY,
  'route POST /v1/messages/count_tokens': OWN_POLICY,
  'route GET /v1/models': OWN_POLICY,
  'route GET /v1/models/[id]': OWN_POLICY,
  'route POST /v1/answers': {
    ...byKey(CONTENT, (scene) => async (ask) => {
      const asked = { method: 'POST', body: JSON.stringify({ question: ONLY_VICTIM.question }) };
      return scene.foundInTenant(await ask('/v1/answers', asked));
    }),
    // What could be answered is for a group of the victim, and no key is in one.
    entered: undefined,
  },
  'route GET /v1/answers/[id]': byKey(ROWS, async (scene, keyId) => {
    const id = await makeDeferred(scene, 'done', keyId);
    return async (ask) => scene.foundInTenant(await ask(`/v1/answers/${id}`));
  }),
  'route DELETE /v1/answers/[id]': changesByKey(
    (id) => `/v1/answers/${id}`,
    async (scene, keyId) => {
      const id = await makeDeferred(scene, 'running', keyId);
      return { table: 'deferred_answer', id };
    },
  ),
  'route GET /v1/documents': ofEveryone(() => '/v1/documents?name=cnry'),
  'route GET /v1/documents/[id]': ofEveryone((id) => `/v1/documents/${id}`),
  'route POST /v1/documents': byKey(FIGURES, (scene) => async (ask) => {
    const upload = async (folder: string) => {
      const headers = { 'content-type': 'text/plain' };
      const asked = { method: 'POST', headers, body: `Attack ${newId()}.` };
      return (await ask(`/v1/documents?name=a.txt&folder=${folder}`, asked)).status;
    };
    // A lock that holds may end both with an error.
    const [theirs, nobodys] = [await upload(folderOf(scene)), await upload(newId())];
    return theirs === nobodys ? undefined : `the folder of the victim is known: ${theirs}`;
  }),
  'route DELETE /v1/documents/[id]': changesByKey(
    (id) => `/v1/documents/${id}`,
    async (scene) => ({ table: 'document', id: await makeDocument(scene, 'cancelled') }),
  ),
  'route GET /v1/conversations': ofTheKey(() => '/v1/conversations'),
  'route GET /v1/conversations/[id]': ofTheKey((id) => `/v1/conversations/${id}`),
  'route DELETE /v1/conversations/[id]': changesByKey(
    (id) => `/v1/conversations/${id}`,
    async (scene, keyId) => ({ table: 'conversation', id: await putConversation(scene, keyId) }),
  ),
  'route GET /v1/usage': shows(FIGURES, () => '/v1/usage?by=user'),
  'route GET /v1/audit': shows(
    ROWS,
    () => '/v1/audit',
    ({ victim }) => `/v1/audit?actor=${victim.ctx.principal.id}`,
  ),
};

type AskByKey = (path: string, ask?: Ask) => Promise<Received>;
type Attack = (ask: AskByKey, keyId: string) => Promise<string | undefined>;

function byKey(
  locks: readonly Lock[],
  prepare: (scene: MatrixScene, keyId: string) => Attack | Promise<Attack>,
): GuardedPath {
  let before: string | undefined;
  return {
    locks,
    entered: true,
    async prepare(scene) {
      // A workspace has a hundred keys at most.
      if (before !== undefined) await revokeKey(scene.attacker.ctx, before);
      const key = await createKey(scene.attacker.ctx, keyDraft({ scopes: [...KEY_SCOPES] }));
      before = key.id;
      // Of the same id: a context for the wrong tenant is then one of a key with every right there.
      await makeKey(scene, { id: key.id, scopes: KEY_SCOPES });
      const attack = await prepare(scene, key.id);
      const ask: AskByKey = (path, given = {}) =>
        scene.double.request(path, {
          ...given,
          headers: { ...given.headers, authorization: `Bearer ${key.text}` },
        });
      return () => attack(ask, key.id);
    },
  };
}

function shows(
  locks: readonly Lock[],
  ...addresses: ((scene: MatrixScene) => string)[]
): GuardedPath {
  return byKey(locks, (scene) => async (ask) => {
    for (const address of addresses) {
      const seen = scene.foundInTenant(await ask(address(scene)));
      if (seen) return seen;
    }
    return undefined;
  });
}

/** A document of the victim that everyone there reads, its keys too. */
function ofEveryone(address: (id: string) => string): GuardedPath {
  return byKey(CONTENT, async (scene) => {
    const id = await makeDocument(scene, 'cancelled');
    return async (ask) => scene.foundInTenant(await ask(address(id)));
  });
}

/** A conversation of the victim that belongs, by its row, to a key of the attacker's id. */
function ofTheKey(address: (id: string) => string): GuardedPath {
  return byKey(CONTENT, async (scene, keyId) => {
    const id = await putConversation(scene, keyId);
    return async (ask) => scene.foundInTenant(await ask(address(id)));
  });
}

async function putConversation({ victim, book }: MatrixScene, keyId: string): Promise<string> {
  const { ctx } = victim;
  const id = newId();
  const title = `Kept ${book.plant('victim', 'title of a key’s conversation')}`;
  const sealed = tenantKeys(ctx).seal({ table: 'conversation', row: id, column: 'title' }, title);
  await asOwner('conversation', async (client) => {
    // What holds a conversation to its own workspace's people and keys.
    await client.query('alter table conversation disable trigger user');
    await client.query(
      `insert into conversation (tenant_id, id, user_id, title_sealed, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $5)`,
      [ctx.tenantId, id, keyId, sealed, now()],
    );
    await client.query('alter table conversation enable trigger user');
  });
  return id;
}

function changesByKey(
  path: (id: string) => string,
  aimAt: (scene: MatrixScene, keyId: string) => Promise<Aim>,
): GuardedPath {
  return byKey(FIGURES, async (scene, keyId) => {
    const aim = await aimAt(scene, keyId);
    const changed = await watchRow(scene, aim);
    return async (ask) => {
      await ask(path(aim.id), { method: 'DELETE' });
      return changed();
    };
  });
}
