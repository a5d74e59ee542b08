import { newId } from '@/lib/ids';
import { ask } from '../calls';
import { callAction } from './action-attempts';
import { inTurn } from './in-turn';
import type { Lock } from './locks';
import type { GuardedPath } from './path';
import { type MatrixScene, ONLY_VICTIM } from './scene';
import { makePersona } from './throw-away';
import { VICTIMS_SETUP } from './victims-setup';

/** No row: a prefix that the tenant's proof gives, entries that say their tenant, and its seal. */
const DECIDE = 'lib/chat/actions.ts#decideCallAction';
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
  [`action ${DECIDE}`]: {
    locks: STREAM,
    async prepare(scene) {
      await inTurn('persona', async () => {
        const [newest] = await scene.victimSql<{ version: number }>(
          'select max(version) as version from persona where tenant_id = $1',
          [scene.victim.ctx.tenantId],
        );
        await makePersona(scene, (newest?.version ?? 0) + 1);
      });
      return () =>
        whileAsked(scene, async (id) => {
          const args = [scene.attacker.slug, { id, allow: false }];
          const said = await callAction(scene, DECIDE, scene.double, args);
          return said.includes('"ok":true')
            ? 'a call in the victim’s workspace was decided'
            : undefined;
        });
    },
  },
};

const PATIENCE_MS = 60_000;

/** An answer in the victim's workspace that waits for the double to allow a call. */
async function whileAsked(
  { double, victim }: MatrixScene,
  work: (callId: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const streamId = newId();
  const [tool] = VICTIMS_SETUP.httpTools;
  const response = await fetch(`${double.origin}/api/t/${victim.slug}/answers`, {
    method: 'POST',
    headers: double.headers({ 'content-type': 'application/json' }),
    body: JSON.stringify({ question: `${tool?.name} ${ONLY_VICTIM.question}`, streamId }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const reader = response.body?.getReader();
  try {
    let text = '';
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      text += Buffer.from(part.value).toString('utf8');
      const [, id] = /"call":\{"id":"([^"]+)"(?:(?!"call":).)*"state":"asking"/s.exec(text) ?? [];
      if (id) return await work(id);
    }
    // A lock that is on ended the answer before anybody was asked.
    return undefined;
  } finally {
    await reader?.cancel().catch(() => undefined);
    await double.request(`/api/t/${victim.slug}/answers/${streamId}`, { method: 'DELETE' });
  }
}

/** Asks in the victim's workspace, and for that answer in the attacker's. */
async function acrossStream({ double, victim, attacker }: MatrixScene, method: 'GET' | 'DELETE') {
  const streamId = newId();
  await ask(double, victim.slug, ONLY_VICTIM.question, { streamId });
  return double.request(`/api/t/${attacker.slug}/answers/${streamId}`, { method });
}
