import { deleteConversation } from '@/lib/chat/change-conversation';
import { saveQuestion } from '@/lib/chat/save-exchange';
import { getDocument } from '@/lib/documents/queries';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import type { ProbedPath } from '../schema';
import type { Canary } from './canaries';
import { plantWaited } from './plant-waiting';
import { accepted } from './probe-routes';
import {
  type ApiBelongings,
  PROBED_API_ROUTES,
  type ProbedApiRoute,
  withId,
} from './probed-api-routes';
import { withCanaryKey } from './with-canary-key';

/**
 * The public API at `origin`, with a key of each canary: the attacker's with the victim's ids, the victim's to see that
 * there is something to see. What was to be deleted is looked for afterwards.
 */
export async function probeApi(
  origin: string,
  attacker: Canary,
  victim: Canary,
): Promise<ProbedPath[]> {
  return withCanaryKey(attacker.ctx, (_, own) =>
    withCanaryKey(victim.ctx, (key, theirs) =>
      withBelongings(victim, key, async (owned) => {
        const probed: ProbedPath[] = [];
        for (const route of PROBED_API_ROUTES)
          probed.push(
            await probe(route, { word: victim.word, owned, origin, keys: { own, theirs } }),
          );
        return probed;
      }),
    ),
  );
}

async function withBelongings<T>(
  victim: Canary,
  key: TenantContext,
  work: (owned: ApiBelongings) => Promise<T>,
): Promise<T> {
  const { documentId, word } = victim;
  const { folderId } = await getDocument(victim.ctx, documentId);
  const { id } = await saveQuestion(key, undefined, `Is ${word} the pass phrase?`, newId());
  try {
    const deferredId = await plantWaited(key, id);
    return await work({ documentId, folderId, conversationId: id, deferredId });
  } finally {
    await deleteConversation(key, id);
  }
}

interface Sides {
  word: string;
  owned: ApiBelongings;
  origin: string;
  keys: { own: string; theirs: string };
}

async function probe(
  route: ProbedApiRoute,
  { word, owned, origin, keys }: Sides,
): Promise<ProbedPath> {
  const { method } = route;
  const path = withId(route.path, route, owned);
  const query = route.query ? `?${withId(route.query, route, owned)}` : '';
  const body = route.body && withId(route.body, route, owned);
  const asked = await ask(`${origin}${path}${query}`, keys.own, method, body);
  const leaked = asked.body.includes(word);
  const found = route.of !== undefined && route.of !== 'model' && accepted(asked.status);
  const owners = await ask(`${origin}${path}`, keys.theirs, method === 'DELETE' ? 'GET' : method);
  const control =
    method === 'POST'
      ? accepted(owners.status)
      : owners.status === 200 && (!route.shows || owners.body.includes(word));
  return {
    kind: 'route',
    path: `${method} ${route.path}`,
    locks: { all: leaked || found ? 'failed' : control ? 'held' : 'empty' },
    ...(leaked
      ? { problem: 'The other canary’s word was in the answer.' }
      : found && { problem: 'What is the other canary’s was found by its id.' }),
  };
}

async function ask(
  url: string,
  key: string,
  method: ProbedApiRoute['method'],
  body?: string,
): Promise<{ status: number; body: string }> {
  const response = await fetch(url, {
    method,
    headers: { 'x-api-key': key },
    ...(body !== undefined && { body }),
    redirect: 'error',
    cache: 'no-store',
    signal: AbortSignal.timeout(30_000),
  });
  return { status: response.status, body: await response.text() };
}
