import type { Case, Family, Scene } from '../case';
import type { Route } from '../manifest';
import { foreignTargets, hostileBody, type Target } from '../targets';
import type { Received, Visitor } from '../visitor';

const PATTERN = '/api/auth/[...nextauth]';
const STEPS = ['session', 'csrf', 'providers', 'signin', 'signout', 'error', 'callback', '_log'];

/** What signs people in, as everyone, with ids and names of others in the path, the query and the body. */
export const signInRoutes: Family = (scene) =>
  scene.manifest.routes
    .filter(({ pattern }) => pattern === PATTERN)
    .flatMap((route) =>
      scene.world.attackers.map(
        (attacker): Case => ({
          id: `${route.id} as ${attacker.name}`,
          family: 'identity',
          covers: [route.id],
          attack: () => tried(scene, route, attacker),
        }),
      ),
    );

async function tried(
  { world, book }: Scene,
  { method }: Route,
  attacker: Visitor,
): Promise<string[]> {
  const { email } = world.victim.ctx.principal;
  const target = foreignTargets(world).find(({ name }) => name.startsWith('foreign document'));
  if (!target) return ['the victim has no document'];
  const problems: string[] = [];
  for (const path of STEPS.flatMap((step) => [step, `${step}/${target.id}`])) {
    // Some steps end the session they come with.
    const visitor = await attacker.again();
    const received = await send(visitor, method, path, { ...target, email });
    problems.push(
      ...book
        .find(received.text, visitor.allowed)
        .map(({ place, circle }) => `${path}: ${place} of ${circle} surfaced`),
      ...(received.body.includes(email) ? [`${path}: the address of the victim surfaced`] : []),
      ...(leadsAway(received, visitor.origin) ? [`${path}: leads away`] : []),
    );
  }
  return problems;
}

function send(
  visitor: Visitor,
  method: string,
  path: string,
  target: Target & { email: string },
): Promise<Received> {
  const query = `sid=${target.id}&userId=${target.id}&tenant=${target.slug}`;
  const address = `/api/auth/${path}?${query}`;
  if (method === 'GET') return visitor.request(address);
  // Without the token that a form of ours carries: nothing of it may be believed.
  const body = JSON.stringify({ ...hostileBody(target), email: target.email, sid: target.id });
  return visitor.request(address, {
    method,
    headers: { 'content-type': 'application/json' },
    body,
  });
}

function leadsAway({ headers }: Received, origin: string): boolean {
  const location = headers.get('location');
  return location !== null && new URL(location, origin).origin !== origin;
}
