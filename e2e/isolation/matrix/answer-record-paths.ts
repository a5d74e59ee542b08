import { asSuperuser } from '@/e2e/support/as-superuser';
import { termHashes } from '@/lib/conversation-search/index-text';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { callAction, watchRow } from './action-attempts';
import { asOwner, putRow } from './fill-tables';
import { CONTENT, FIGURES, type GuardedPath } from './path';
import { victims } from './read-attempts';
import type { MatrixScene } from './scene';

const FEEDBACK = 'lib/feedback/actions.ts';

/** What is kept beside answers, files of conversations, and the search in them. */
export const ANSWER_RECORD_PATHS: Record<string, GuardedPath> = {
  'route GET /api/t/[tenant]/messages/[id]/why': ofRecord(
    'answer_trace',
    'message_id',
    (id) => `/messages/${id}/why`,
  ),
  'route GET /api/t/[tenant]/conversations/[id]/feedback': {
    locks: CONTENT,
    entered: true,
    // Rows of its own: others end the conversations of the world while this is tried.
    async prepare(scene) {
      const { victim, attacker, book } = scene;
      const ids: string[] = [];
      for (const { ctx } of [attacker, victim]) {
        const said = book.plant('victim', `feedback of ${ctx.principal.email}`);
        ids.push((await makeFeedback(scene, ctx.principal.id, said)).conversationId);
      }
      return async () => {
        for (const id of ids) {
          const address = `/api/t/${attacker.slug}/conversations/${id}/feedback`;
          const found = scene.foundInTenant(await scene.double.request(address));
          if (found) return found;
        }
        return undefined;
      };
    },
  },
  // Both are of one's own conversations: of the person of both tenants, and of the owner, whose context everybody may be given.
  'route GET /api/t/[tenant]/conversations/[id]/export': {
    locks: CONTENT,
    entered: true,
    async prepare(scene) {
      const ids = [await doublesConversation(scene), victims('conversation')(scene)];
      return async () => {
        for (const id of ids) {
          const address = `/api/t/${scene.attacker.slug}/conversations/${id}/export?format=md`;
          const found = scene.foundInTenant(await scene.double.request(address));
          if (found) return found;
        }
        return undefined;
      };
    },
  },
  'route GET /api/t/[tenant]/conversations': {
    locks: CONTENT,
    entered: true,
    async prepare(scene) {
      await doublesConversation(scene);
      const address = `/api/t/${scene.attacker.slug}/conversations`;
      return async () => scene.foundInTenant(await scene.double.request(address));
    },
  },
  'route GET /api/t/[tenant]/conversations/search': {
    locks: CONTENT,
    entered: true,
    async prepare(scene) {
      const { victim, attacker } = scene;
      const conversationId = await doublesConversation(scene);
      // As if the victim's row had been written with the attacker's key: with its own no search of another finds it.
      const [term] = termHashes(attacker.ctx, SOUGHT);
      await asOwner('conversation_posting', async (client) => {
        await client.query(
          `insert into conversation_posting (tenant_id, user_id, term, source_id, conversation_id)
           values ($1, $2, $3, $4, $4) on conflict do nothing`,
          [victim.ctx.tenantId, attacker.ctx.principal.id, term, conversationId],
        );
      });
      const address = `/api/t/${attacker.slug}/conversations/search?q=${SOUGHT}`;
      return async () => scene.foundInTenant(await scene.double.request(address));
    },
  },
  [`action ${FEEDBACK}#giveFeedbackAction`]: onFeedback('giveFeedbackAction', { rating: 'up' }),
  [`action ${FEEDBACK}#withdrawFeedbackAction`]: onFeedback('withdrawFeedbackAction', {}),
};

const SOUGHT = 'boiler';

/** What the person of both tenants asked in the victim's. */
async function doublesConversation({ victim, attacker }: MatrixScene): Promise<string> {
  const [row] = await asSuperuser<{ id: string }>(
    `select v.id from conversation v where v.tenant_id = $1 and v.user_id = $2 and exists (
       select from message m where m.tenant_id = v.tenant_id and m.conversation_id = v.id and m.author = 'user')
     limit 1`,
    [victim.ctx.tenantId, attacker.ctx.principal.id],
  );
  if (!row) throw new Error('The double has no conversation.');
  return row.id;
}

/** The attacker's own route, asked for what the victim's owner has a record of. */
function ofRecord(table: string, column: string, below: (id: string) => string): GuardedPath {
  return {
    locks: CONTENT,
    entered: true,
    async prepare(scene) {
      const [row] = await scene.victimSql<{ id: string }>(
        `select ${column} as id from ${table} where tenant_id = $1 limit 1`,
        [scene.victim.ctx.tenantId],
      );
      if (!row) throw new Error(`The victim has no ${table}.`);
      const address = `/api/t/${scene.attacker.slug}${below(row.id)}`;
      return async () => scene.foundInTenant(await scene.double.request(address));
    },
  };
}

/** Of the person of both tenants, and of the victim's owner, whose context everybody may be given. */
function onFeedback(action: string, input: Record<string, unknown>): GuardedPath {
  return {
    locks: FIGURES,
    entered: true,
    async prepare(scene) {
      const { victim, attacker } = scene;
      const tries = await Promise.all(
        [attacker, victim].map(async ({ ctx }) => {
          const { messageId } = await makeFeedback(scene, ctx.principal.id, 'Not so.');
          const aim = { table: 'answer_feedback', column: 'message_id', id: messageId };
          return { messageId, changed: await watchRow(scene, aim) };
        }),
      );
      return async () => {
        for (const { messageId, changed } of tries) {
          const args = [attacker.slug, { messageId, ...input }];
          await callAction(scene, `${FEEDBACK}#${action}`, scene.double, args);
          const evidence = await changed();
          if (evidence) return evidence;
        }
        return undefined;
      };
    },
  };
}

/** On an answer that the person got in the victim's: a thumb down, and what was said of it. */
async function makeFeedback(
  { victim }: MatrixScene,
  userId: string,
  said: string,
): Promise<{ conversationId: string; messageId: string }> {
  const [conversationId, messageId] = [newId(), newId()];
  const whose = { tenant_id: victim.ctx.tenantId, user_id: userId };
  // With the locks off others list and export it: what cannot be opened would end them.
  const keys = tenantKeys(victim.ctx);
  const title_sealed = keys.seal(
    { table: 'conversation', row: conversationId, column: 'title' },
    'Fees',
  );
  await putRow('conversation', { ...whose, id: conversationId, title_sealed });
  const text_sealed = keys.seal({ table: 'message', row: messageId, column: 'text' }, 'None.');
  const message = {
    id: messageId,
    conversation_id: conversationId,
    author: 'assistant',
    text_sealed,
  };
  await putRow('message', { ...whose, ...message });
  const id = newId();
  await putRow('answer_feedback', {
    ...whose,
    id,
    message_id: messageId,
    conversation_id: conversationId,
    rating: 'down',
    text_sealed: keys.seal({ table: 'answer_feedback', row: id, column: 'text' }, said),
  });
  return { conversationId, messageId };
}
