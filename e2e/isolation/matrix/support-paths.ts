import { asSuperuser } from '@/e2e/support/as-superuser';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { callAction, changes } from './action-attempts';
import { asOwner, putRow } from './fill-tables';
import { CONTENT, FIGURES, type PathEntry } from './path';
import { page, platform } from './read-attempts';
import type { MatrixScene } from './scene';

const SUPPORT = 'lib/support-access/actions.ts';
const GRANT = `${SUPPORT}#grantSupportAction`;

/** What tenants let operators read, and who reads it. Each attempt has conversations and grants of its own. */
export const SUPPORT_PATHS: Record<string, PathEntry> = {
  'page /t/[tenant]/support': {
    ...page(CONTENT, () => '/support'),
    async prepare(scene) {
      const { operatorId } = await anOperator(scene);
      await makeGrant(scene, { person: scene.victim.ctx.principal.id, operatorId });
      return page(CONTENT, () => '/support').prepare(scene);
    },
  },
  // The outsider is named in a grant and is no operator: of the platform's people nobody else gets past both locks.
  'page /console/support': {
    locks: FIGURES,
    async prepare(scene) {
      await grantToOutsider(scene);
      return platform(FIGURES, () => '/console/support').prepare(scene);
    },
  },
  'page /console/support/[tenantId]/[id]': {
    locks: FIGURES,
    async prepare(scene) {
      const { tenantId } = scene.victim.ctx;
      const id = await grantToOutsider(scene);
      return platform(FIGURES, () => `/console/support/${tenantId}/${id}`).prepare(scene);
    },
  },
  'route GET /api/console/support/[tenantId]/[id]': {
    locks: FIGURES,
    async prepare(scene) {
      const id = await grantToOutsider(scene);
      const address = `/api/console/support/${scene.victim.ctx.tenantId}/${id}`;
      return async () => {
        const { text } = await scene.outsider.request(address);
        return text.includes('"stands":true') ? 'whether a grant stands' : undefined;
      };
    },
  },
  [`action ${GRANT}`]: {
    locks: FIGURES,
    entered: true,
    async prepare(scene) {
      const { victim, attacker } = scene;
      await allow(scene);
      // Of the person of both tenants, who may grant it there alone.
      const subjectId = await makeConversation(scene, attacker.ctx.principal.id);
      const { operatorId } = await anOperator(scene);
      const input = { kind: 'conversation', subjectId, operatorId, hours: 1, note: '' };
      return async () => {
        await callAction(scene, GRANT, scene.double, [attacker.slug, input]);
        const added = await asSuperuser(
          'select from support_grant where tenant_id = $1 and conversation_id = $2',
          [victim.ctx.tenantId, subjectId],
        );
        return added.length > 0 ? 'a conversation of the victim was granted' : undefined;
      };
    },
  },
  [`action ${SUPPORT}#setMembersGrantAction`]: {
    withoutLocks: 'sets what holds in the workspace of its own context, and takes no id of a row',
  },
  ...Object.fromEntries([
    changes(`${SUPPORT}#revokeSupportAction`, async (scene) => {
      const { operatorId } = await anOperator(scene);
      const id = await makeGrant(scene, { person: scene.victim.ctx.principal.id, operatorId });
      return { table: 'support_grant', id };
    }),
  ]),
};

async function anOperator(scene: MatrixScene): Promise<{ operatorId: string }> {
  return { operatorId: (await scene.operator()).userId };
}

function grantToOutsider(scene: MatrixScene): Promise<string> {
  const person = scene.victim.ctx.principal.id;
  return makeGrant(scene, { person, operatorId: scene.attacker.member.principal.id });
}

/** Of the person's conversation in the victim's, for the hour. */
async function makeGrant(
  scene: MatrixScene,
  { person, operatorId }: { person: string; operatorId: string },
): Promise<string> {
  const conversationId = await makeConversation(scene, person);
  const id = newId();
  const at = new Date();
  await putRow('support_grant', {
    ...{ tenant_id: scene.victim.ctx.tenantId, id, operator_id: operatorId, kind: 'conversation' },
    ...{ conversation_id: conversationId, person_id: person, granted_by: person, up_to: 9 },
    ...{ granted_at: at, expires_at: new Date(at.getTime() + 3_600_000) },
  });
  return id;
}

async function makeConversation({ victim, book }: MatrixScene, person: string): Promise<string> {
  const [id, message] = [newId(), newId()];
  const whose = { tenant_id: victim.ctx.tenantId, user_id: person };
  const keys = tenantKeys(victim.ctx);
  const title = `Fees ${book.plant('victim', 'title of a granted conversation')}`;
  const said = `Is ${book.plant('victim', 'message of a granted conversation')} due?`;
  await putRow('conversation', {
    ...whose,
    id,
    title_sealed: keys.seal({ table: 'conversation', row: id, column: 'title' }, title),
  });
  await putRow('message', {
    ...whose,
    ...{ id: message, conversation_id: id, author: 'user', ordinal: 1, state: 'complete' },
    text_sealed: keys.seal({ table: 'message', row: message, column: 'text' }, said),
  });
  return id;
}

/** Members of the victim's grant what is their own, and administrators read since long ago. */
async function allow({ victim }: MatrixScene): Promise<void> {
  await asOwner('chat_setting', (client) =>
    client.query(
      `insert into chat_setting (tenant_id, admins_read, members_grant, changed_by, changed_at)
       values ($1, true, true, $2, '2020-01-01T00:00:00Z')
       on conflict (tenant_id) do update set admins_read = true, members_grant = true, changed_at = excluded.changed_at`,
      [victim.ctx.tenantId, victim.ctx.principal.id],
    ),
  );
}
