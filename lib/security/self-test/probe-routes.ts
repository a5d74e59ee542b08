import { encode } from 'next-auth/jwt';
import { env } from '@/lib/env';
import { COOKIE_NAME, cookieSecret } from '@/lib/identity/session-cookie';
import type { ProbedPath } from '../schema';
import type { Canary, OpenCanary } from './canaries';
import { addressOf, nameOf, PROBED_ROUTES, type ProbedRoute } from './probed-routes';

const CONCURRENCY = 4;
const REFUSALS: readonly number[] = [401, 403, 404];

interface Answer {
  status: number;
  body: string;
}

type Ask = (path: string) => Promise<Answer>;

/**
 * The running installation's own routes over HTTP: as the attacker, with the victim's ids in the
 * attacker's workspace and in the victim's; as the victim, to see that there is something to see. What changes
 * something is asked for with an empty body, which the victim's owner is told about; what was to be deleted is
 * looked for afterwards.
 */
export async function probeRoutes(attacker: Canary, victim: Canary): Promise<ProbedPath[]> {
  const [theirs, own] = [await cookieOf(attacker), await cookieOf(victim)];
  const left = [...PROBED_ROUTES];
  const probed = new Map<ProbedRoute, ProbedPath>();
  const worker = async () => {
    for (let route = left.shift(); route; route = left.shift()) {
      const { method, headers } = route;
      const [asAttacker, asOwner] = [
        ask(method, { ...headers, cookie: theirs }),
        ask(method === 'DELETE' ? 'GET' : method, { ...headers, cookie: own }),
      ];
      probed.set(route, await probe(route, { attacker, victim, asAttacker, asOwner }));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return PROBED_ROUTES.flatMap((route) => probed.get(route) ?? []);
}

interface Sides {
  attacker: Canary;
  victim: Canary;
  asAttacker: Ask;
  asOwner: Ask;
}

async function probe(route: ProbedRoute, sides: Sides): Promise<ProbedPath> {
  const { attacker, victim, asAttacker, asOwner } = sides;
  const theirs = addressOf(route, victim.slug, victim);
  const foreign = await asAttacker(theirs);
  // Without an id it is the attacker's own, where changing something would change something.
  const inside =
    route.of || route.method === 'GET'
      ? await asAttacker(addressOf(route, attacker.slug, victim))
      : undefined;
  const leaked = [foreign, inside].some((answer) => answer?.body.includes(victim.word));
  const entered = accepted(foreign.status);
  // A page says in its text that something is absent; a route says it by its status.
  const found = Boolean(
    route.of && inside && route.pattern.startsWith('/api/') && accepted(inside.status),
  );
  const owners = await asOwner(addressOf(seenAt(route), victim.slug, victim));
  const path: ProbedPath = {
    kind: 'route',
    path: nameOf(route),
    locks: {
      all:
        leaked || entered || found ? 'failed' : isShown(route, owners, victim) ? 'held' : 'empty',
    },
  };
  if (leaked) path.problem = 'The other canary’s word was in the answer.';
  else if (entered) path.problem = 'The other canary’s workspace was entered.';
  else if (found) path.problem = 'What is the other canary’s was found by its id.';
  return path;
}

function seenAt(route: ProbedRoute): ProbedRoute {
  return route.listedAt ? { method: 'GET', pattern: route.listedAt } : route;
}

/** Whether its owner saw what the attacker was not to see. */
function isShown(route: ProbedRoute, owners: Answer, victim: Canary): boolean {
  if (route.method === 'POST' || route.method === 'PATCH') return accepted(owners.status);
  const shown = [route.shows && victim.word, route.listedAt && route.of && victim[route.of]];
  return owners.status === 200 && shown.every((text) => !text || owners.body.includes(text));
}

/** Let in, be it to hear that something is missing in the request. */
export function accepted(status: number): boolean {
  return status < 300 || (status >= 400 && status < 500 && !REFUSALS.includes(status));
}

async function cookieOf({ session }: OpenCanary): Promise<string> {
  const value = await encode({ token: { sid: session }, secret: cookieSecret(), maxAge: 600 });
  return `${COOKIE_NAME}=${value}`;
}

function ask(method: ProbedRoute['method'], headers: Record<string, string>): Ask {
  return async (path) => {
    const response = await fetch(`http://127.0.0.1:${env.PORT}${path}`, {
      method,
      headers: { ...headers, 'sec-fetch-site': 'same-origin' },
      redirect: 'manual',
      cache: 'no-store',
      signal: AbortSignal.timeout(30_000),
    });
    return { status: response.status, body: await response.text() };
  };
}
