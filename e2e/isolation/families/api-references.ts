import { editAsTwo } from '@/e2e/support/edit-as-two';
import { forgeKey, keyDraft } from '@/e2e/support/key-text';
import { makeTenant } from '@/e2e/support/make-tenant';
import { createKey } from '@/lib/api-keys/create-key';
import type { TenantContext } from '@/lib/tenancy/context';
import { publicKeyId } from '@/lib/tenancy/key-credential';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { KEY_SCOPES } from '@/lib/tenancy/schema';
import type { Case, Family, Scene } from '../case';
import type { Route } from '../manifest';
import { comparable, firstDifference } from '../same-answer/comparable';
import {
  absent,
  fillPath,
  foreignTargets,
  hostileBody,
  hostileQuery,
  type Target,
} from '../targets';
import { type Received, Visitor } from '../visitor';

const FAMILY = 'object references';

/** Every route of the API, with a key of another tenant, with none and with a forged one, and every kind of id. */
export const apiReferences: Family = async (scene) => {
  const ctx = await makeCaller();
  const visitor = await Visitor.create('another tenant’s key', [], scene.product.url, undefined);
  const { text } = await createKey(ctx, keyDraft({ scopes: [...KEY_SCOPES] }));
  return scene.manifest.api.flatMap((route): Case[] => [
    {
      id: `${route.id} with another tenant’s key`,
      family: FAMILY,
      covers: [route.id],
      attack: async () => {
        const problems: string[] = [];
        for (const target of foreignTargets(scene.world))
          problems.push(...(await attempt(scene, visitor, route, target, text)));
        return problems;
      },
    },
    {
      id: `${route.id} without a key that holds`,
      family: FAMILY,
      covers: [route.id],
      attack: () => withoutKey(scene, visitor, route, text),
    },
  ]);
};

/** Its limits are far: this family is about ids. */
async function makeCaller(): Promise<TenantContext> {
  const { ctx } = await makeTenant('enterprise');
  await editAsTwo({
    tenantId: ctx.tenantId,
    basedOn: ctx.policyVersion,
    policy: { ...PLAN_DEFAULTS.enterprise, requestsPerMinute: 100_000, burstPerSecond: 10_000 },
    reason: 'many attacks',
  });
  return ctx;
}

function send(visitor: Visitor, route: Route, target: Target, key?: string): Promise<Received> {
  const path = `${fillPath(route.pattern, target)}?${hostileQuery(target)}`;
  const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};
  if (route.method !== 'POST') return visitor.request(path, { method: route.method, headers });
  return visitor.request(path, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'x-file-name': 'a.txt' },
    body: JSON.stringify(hostileBody(target)),
  });
}

async function attempt(
  { book }: Scene,
  visitor: Visitor,
  route: Route,
  target: Target,
  key: string,
): Promise<string[]> {
  const received = await send(visitor, route, target, key);
  const found = book
    .find(received.text, visitor.allowed)
    .map((canary) => `${target.name}: ${canary.place} of ${canary.circle} surfaced`);
  if (received.status >= 500) found.push(`${target.name}: status ${received.status}`);
  if (!route.pattern.includes('[')) return found;
  const nobody = absent(target, target.slug);
  const nothing = await send(visitor, route, nobody, key);
  const a = comparable(received, [target.id, target.slug]);
  const b = comparable(nothing, [nobody.id, nobody.slug]);
  if (a !== b)
    found.push(
      `${target.name}: answers otherwise than for an absent one (${firstDifference(a, b)})`,
    );
  return found;
}

async function withoutKey(
  { world, book }: Scene,
  visitor: Visitor,
  route: Route,
  key: string,
): Promise<string[]> {
  const [target] = foreignTargets(world);
  if (!target || route.pattern === '/v1/openapi.json') return [];
  const problems: string[] = [];
  for (const [what, given] of [
    ['no key', undefined],
    ['a key with another’s id', forgeKey(...withId(key, target.id))],
    ['half a key', key.slice(0, -10)],
  ] as const) {
    const received = await send(visitor, route, target, given);
    if (received.status !== 401) problems.push(`${what}: status ${received.status}`);
    if (book.find(received.text, visitor.allowed).length > 0) problems.push(`${what}: a canary`);
  }
  // A person's session opens the portal and not the API.
  const session = await send(world.victim.visitor, route, target);
  if (session.status !== 401) problems.push(`a session: status ${session.status}`);
  return problems;
}

/** The parts of the key's text, its id that of somebody else's row. */
function withId(key: string, id: string): (string | undefined)[] {
  const [prefix, tier, , secret] = key.split('_');
  return [prefix, tier, publicKeyId(id), secret];
}
