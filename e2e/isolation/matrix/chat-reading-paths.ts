import { asOwner } from './fill-tables';
import { CONTENT, type GuardedPath, type PathEntry } from './path';
import type { MatrixScene } from './scene';

const SET = 'lib/chat-reading/actions.ts#setReadingAction';

/** What administrators read of their colleagues, in workspaces that allow it. */
export const CHAT_READING_PATHS: Record<string, PathEntry> = {
  'page /t/[tenant]/conversations': opened(() => '/conversations'),
  'page /t/[tenant]/conversations/[id]': opened(
    (scene) => `/conversations/${scene.victim.ids.get('conversation')?.[0]}`,
  ),
  [`action ${SET}`]: {
    withoutLocks: 'sets what holds in the workspace of its own context, and takes no id of a row',
  },
};

function opened(address: (scene: MatrixScene) => string): GuardedPath {
  return {
    locks: CONTENT,
    entered: true,
    async prepare(scene) {
      await allow(scene);
      const path = `/t/${scene.attacker.slug}${address(scene)}`;
      return async () => scene.foundInTenant(await scene.double.request(path));
    },
  };
}

/** In both workspaces, for all that was ever written. */
async function allow({ victim, attacker }: MatrixScene): Promise<void> {
  await asOwner('chat_setting', async (client) => {
    for (const { ctx } of [victim, attacker])
      await client.query(
        `insert into chat_setting (tenant_id, admins_read, changed_by, changed_at)
         values ($1, true, $2, '2020-01-01T00:00:00Z')
         on conflict (tenant_id) do update set admins_read = true, changed_at = excluded.changed_at`,
        [ctx.tenantId, ctx.principal.id],
      );
  });
}
