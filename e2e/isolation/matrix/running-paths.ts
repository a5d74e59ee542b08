import { newId } from '@/lib/ids';
import { ask } from '../calls';
import type { Lock } from './locks';
import type { GuardedPath } from './path';
import { type MatrixScene, ONLY_VICTIM } from './scene';

/** No row: a prefix that the tenant's proof gives, entries that say their tenant, and its seal. */
const STREAM: readonly Lock[] = ['handle', 'assertion', 'encryption'];

/**
 * Answers that run on their own. They are kept under their person, so that only somebody of both workspaces could come
 * across what was asked in the other; not `entered`, since with the context of another person nothing is found either.
 */
export const RUNNING_PATHS: Record<string, GuardedPath> = {
  'route GET /api/t/[tenant]/answers/[id]': {
    locks: STREAM,
    prepare: (scene) => async () => scene.foundInTenant(await acrossStream(scene, 'GET')),
  },
  'route DELETE /api/t/[tenant]/answers/[id]': {
    locks: STREAM,
    prepare: (scene) => async () => {
      const { status } = await acrossStream(scene, 'DELETE');
      return status === 200 ? 'an answer in the victim’s workspace was stopped' : undefined;
    },
  },
};

/** Asks in the victim's workspace, and for that answer in the attacker's. */
async function acrossStream({ double, victim, attacker }: MatrixScene, method: 'GET' | 'DELETE') {
  const streamId = newId();
  await ask(double, victim.slug, ONLY_VICTIM.question, { streamId });
  return double.request(`/api/t/${attacker.slug}/answers/${streamId}`, { method });
}
