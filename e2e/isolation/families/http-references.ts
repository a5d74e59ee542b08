import { PLATFORM_ROLES } from '@/lib/tenancy/schema';
import type { Case, Family, Scene } from '../case';
import type { Page, Route } from '../manifest';
import { PRODUCT } from '../product';
import { publishedPaths, unnamedPaths } from '../published-paths';
import { comparable, firstDifference } from '../same-answer/comparable';
import {
  absent,
  fillPath,
  foreignTargets,
  hostileBody,
  hostileQuery,
  restrictedTargets,
  type Target,
} from '../targets';
import type { Ask, Received, Visitor } from '../visitor';

/** Every route and page, as everyone, with every kind of id that is not theirs. */
export const httpReferences: Family = (scene) => [
  ...scene.manifest.routes
    .filter((route) => route.pattern !== '/api/auth/[...nextauth]')
    .flatMap((route) => casesOf(scene, route, asksOf(route))),
  ...scene.manifest.pages.flatMap((page) => casesOf(scene, page, [{}, { headers: { rsc: '1' } }])),
  {
    id: 'paths that the build serves and the manifest does not name',
    family: 'object references',
    covers: [],
    attack: async () => {
      const built = publishedPaths(PRODUCT.pages);
      return built.length > 0
        ? unnamedPaths(scene.manifest, built)
        : ['the build serves no path at all'];
    },
  },
];

function asksOf(route: Route): ((target: Target) => Ask)[] | Ask[] {
  if (route.method === 'GET' || route.method === 'HEAD') return [{ method: route.method }];
  return [
    (target: Target) => ({
      method: route.method,
      headers: { 'content-type': 'application/json', 'x-file-name': 'a.txt' },
      body: JSON.stringify(hostileBody(target)),
    }),
  ];
}

function casesOf(
  { world, book }: Scene,
  item: Route | Page,
  asks: (Ask | ((target: Target) => Ask))[],
): Case[] {
  return world.attackers.map((attacker) => ({
    id: `${item.id} as ${attacker.name}`,
    family: 'object references',
    covers: [item.id],
    attack: async () => {
      const problems: string[] = [];
      const visitor = await attacker.again();
      const inside =
        attacker === world.attacker.memberVisitor ? restrictedTargets(world.attacker) : [];
      for (const target of worthTrying(item, [...foreignTargets(world), ...inside])) {
        for (const ask of asks)
          problems.push(...(await attempt(visitor, item.pattern, target, ask)));
      }
      return problems;
    },
  }));

  async function attempt(
    attacker: Visitor,
    pattern: string,
    target: Target,
    ask: Ask | ((target: Target) => Ask),
  ): Promise<string[]> {
    const send = (aim: Target): Promise<Received> =>
      attacker.request(
        `${fillPath(pattern, aim)}?${hostileQuery(aim)}`,
        typeof ask === 'function' ? ask(aim) : ask,
      );
    const received = await send(target);
    const found = book
      .find(received.text, attacker.allowed)
      .map((canary) => `${target.name}: ${canary.place} of ${canary.circle} surfaced`);
    if (received.status >= 500) found.push(`${target.name}: status ${received.status}`);
    // The platform's people may know that a tenant's row exists; to everyone else it must look absent.
    if (PLATFORM_ROLES.some((role) => role === attacker.name)) return found;
    const own = world.attacker.slug;
    if (target.slug === own ? !takesId(pattern) : !pattern.includes('[tenant]')) return found;
    const difference = await lastingDifference(send, received, target, own);
    if (difference)
      found.push(`${target.name}: answers otherwise than for an absent one (${difference})`);
    return found;
  }
}

function takesId(pattern: string): boolean {
  return pattern.replace('[tenant]', '').includes('[');
}

/**
 * Routes are tried with every kind of id. Where the id travels in query and body alone, and for pages,
 * which read by the same functions, some kinds will do.
 */
function worthTrying({ id, pattern }: Route | Page, targets: Target[]): Target[] {
  return takesId(pattern) && !id.startsWith('page ') ? targets : targets.filter(isTelling);
}

function isTelling({ name }: Target): boolean {
  return / (document|conversation|tenant|request) |restricted/.test(name);
}

const TRIES = 4;

/**
 * How the answers for a foreign and an absent object differ, when they do so every time: a page also
 * shows what other attackers do at the same moment, such as the questions that they just asked.
 */
async function lastingDifference(
  send: (aim: Target) => Promise<Received>,
  received: Received,
  target: Target,
  own: string,
): Promise<string | undefined> {
  let difference: string | undefined;
  for (let n = 0; n < TRIES; n++) {
    const nobody = absent(target, own);
    const [foreign, nothing] = await Promise.all([n === 0 ? received : send(target), send(nobody)]);
    const a = comparable(foreign, [target.id, target.slug]);
    const b = comparable(nothing, [nobody.id, nobody.slug]);
    if (a === b) return undefined;
    difference = `${foreign.status} and ${nothing.status}: ${firstDifference(a, b)}`;
  }
  return difference;
}
