import { makeKey } from '@/e2e/support/make-key';
import { makeTenant } from '@/e2e/support/make-tenant';
import { newId } from '@/lib/ids';
import type { Case, Family, Scene } from '../case';
import type { Route } from '../manifest';
import { comparable, firstDifference } from '../same-answer/comparable';
import { absent, fillPath, restrictedTargets, type Target } from '../targets';
import { type Ask, Visitor } from '../visitor';

const FAMILY = 'object references';

/** What a key must not reach beside its workspace: what people keep to themselves, other keys' answers, other listings. */
export const apiCrossings: Family = (scene) => [
  ...scene.manifest.api
    .filter(({ pattern }) => /\[|\/answers$/.test(pattern))
    .map(
      (route): Case => ({
        id: `${route.id} with a key, for what people keep`,
        family: FAMILY,
        covers: [route.id],
        attack: () => amongOwn(scene, route),
      }),
    ),
  {
    id: 'a name for a request that another key used',
    family: 'own caches',
    covers: ['table idempotent_answer'],
    attack: () => usedNames(scene),
  },
  {
    id: 'a place in another workspace’s listing',
    family: FAMILY,
    covers: [],
    attack: () => foreignPlace(scene),
  },
  {
    id: 'a key of the victim sees what others must not',
    family: FAMILY,
    covers: [],
    attack: () => control(scene),
  },
];

/** A key is nobody's colleague: what is kept from some people, and what each person asked, is not there for it. */
async function amongOwn({ product, world, book }: Scene, route: Route): Promise<string[]> {
  const { attacker } = world;
  const { text } = await makeKey(attacker.ctx);
  const allowed = [...attacker.memberVisitor.allowed].filter((circle) => !/ member$/.test(circle));
  const visitor = Visitor.withKey('a key', allowed, product.url, text);
  const conversations = (attacker.ids.get('conversation') ?? []).map(
    (id): Target => ({ name: 'conversation of a person', slug: attacker.slug, id }),
  );
  const problems: string[] = [];
  for (const target of [...restrictedTargets(attacker), ...conversations]) {
    const send = ({ id }: Target) =>
      visitor.request(fillPath(route.pattern, { ...target, id }), askOf(route, id));
    const nobody = absent(target, target.slug);
    const [received, nothing] = [await send(target), await send(nobody)];
    const [a, b] = [comparable(received, [target.id]), comparable(nothing, [nobody.id])];
    problems.push(
      ...book
        .find(received.text, visitor.allowed)
        .map(({ place, circle }) => `${target.name}: ${place} of ${circle} surfaced`),
      ...(received.status === ABSENT ? [] : [`${target.name}: status ${received.status}`]),
      ...(a === b ? [] : [`${target.name} is told apart: ${firstDifference(a, b)}`]),
    );
  }
  return problems;
}

const ABSENT = 404;

function askOf({ method }: Route, conversationId: string): Ask {
  if (method !== 'POST') return { method };
  const body = JSON.stringify({ question: 'And the second?', conversationId });
  return { method, headers: { 'content-type': 'application/json' }, body };
}

/** An answer that is given again is given to its own key alone. */
async function usedNames({ product, book }: Scene): Promise<string[]> {
  const [theirs, ours] = [await makeTenant('enterprise'), await makeTenant('enterprise')];
  const secret = book.plant('a replayed answer', 'name of a file of a key');
  const name = `name-${newId()}`;
  const upload = async (key: string) => {
    const response = await fetch(`${product.url}/v1/documents`, {
      method: 'POST',
      headers: {
        ...{ 'x-api-key': key, 'idempotency-key': name },
        ...{ 'content-type': 'text/plain', 'x-file-name': 'same.txt' },
      },
      body: 'The same bytes.',
    });
    return { replayed: response.headers.get('idempotency-replayed'), text: await response.text() };
  };
  const [first, second] = [await makeKey(theirs.ctx, { name: secret }), await makeKey(theirs.ctx)];
  const foreign = await makeKey(ours.ctx);
  const made = await upload(first.text);
  const own = await upload(first.text);
  const others = [await upload(second.text), await upload(foreign.text)];
  const document = /"id":"([^"]+)"/.exec(made.text)?.[1] ?? '';
  return [
    ...(own.replayed === 'true' ? [] : ['the own key is not answered again']),
    ...others.flatMap(({ replayed }) => (replayed ? ['another key was answered the same'] : [])),
    ...(others[1]?.text.includes(document) ? ['another workspace heard of the document'] : []),
  ];
}

/** A cursor is worth what any word is worth in another workspace, and another listing. */
async function foreignPlace({ product }: Scene): Promise<string[]> {
  const [theirs, ours] = [await makeTenant('enterprise'), await makeTenant('enterprise')];
  const [their, own] = [await makeKey(theirs.ctx), await makeKey(ours.ctx)];
  const get = async (key: string, path: string) => {
    const response = await fetch(`${product.url}${path}`, { headers: { 'x-api-key': key } });
    return { status: response.status, text: await response.text() };
  };
  for (const n of [1, 2])
    await fetch(`${product.url}/v1/documents`, {
      method: 'POST',
      headers: { 'x-api-key': their.text, 'x-file-name': `${n}.txt` },
      body: `Number ${n}.`,
    });
  const page = await get(their.text, '/v1/documents?limit=1');
  const { nextCursor } = JSON.parse(page.text) as { nextCursor: string | null };
  if (nextCursor === null) return ['there is no second page to be led to'];
  const masked = ({ status, text }: { status: number; text: string }) =>
    `${status} ${text.replace(/"requestId":"[^"]*"/, '')}`;
  const foreign = masked(await get(own.text, `/v1/documents?cursor=${nextCursor}`));
  const noise = masked(await get(own.text, '/v1/documents?cursor=bm9uc2Vuc2U'));
  const elsewhere = await get(their.text, `/v1/conversations?cursor=${nextCursor}`);
  const back = await get(their.text, `/v1/documents?cursor=${nextCursor}`);
  return [
    ...(foreign === noise ? [] : [`told apart: ${foreign}`]),
    ...(elsewhere.status === 422 || elsewhere.status === 400 ? [] : ['taken by another listing']),
    ...(back.status === 200 ? [] : [`its own workspace does not take it: ${back.status}`]),
  ];
}

/** Without this, nothing that surfaces nowhere would mean anything. */
async function control({ product, world, book }: Scene): Promise<string[]> {
  const { text } = await makeKey(world.victim.ctx);
  const visitor = Visitor.withKey('the victim’s key', [], product.url, text);
  const listed = await visitor.request('/v1/documents?limit=100');
  return book.find(listed.text, visitor.allowed).length > 0
    ? []
    : ['nothing of the victim is seen'];
}
