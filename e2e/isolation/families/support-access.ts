import { makePerson } from '@/e2e/support/make-tenant';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { grantSupport } from '@/lib/support-access/grant-support';
import { revokeSupport } from '@/lib/support-access/revoke-support';
import type { Case, Family, Scene } from '../case';
import { knownToPlatform } from '../platform-people';
import { type Received, Visitor } from '../visitor';

const FAMILY = 'confused deputy';
const PAGE = 'page /console/support/[tenantId]/[id]';

/** Operators, with one grant and without: one conversation of one tenant, by one person, until it ends. */
export const supportAccess: Family = (scene) => {
  const attacks: [string, () => Promise<string[]>][] = [
    ['what another operator was granted', () => anothers(scene)],
    ['with one grant, what it does not name', () => beyond(scene)],
    ['a grant that was revoked', () => revoked(scene)],
    ['a grant under another tenant', () => elsewhere(scene)],
  ];
  return attacks.map(
    ([id, attack]): Case => ({
      id: `support access: ${id}`,
      family: FAMILY,
      covers: [PAGE, 'page /console/support', 'route GET /api/console/support/[tenantId]/[id]'],
      attack,
    }),
  );
};

async function operator({ product }: Scene): Promise<{ id: string; visitor: Visitor }> {
  const { id } = await makePerson('operator');
  const parties = ['victim', 'attacker'].map(knownToPlatform);
  return { id, visitor: await Visitor.create('operator', parties, product.url, id) };
}

/** The attacker's own conversation, granted to an operator of its own. */
async function granted(scene: Scene, operatorId: string): Promise<{ id: string; of: string }> {
  const { ctx } = scene.world.attacker;
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ id: string }>(
      `select c.id from conversation c where c.tenant_id = :tenant and c.user_id = $1 and exists (
         select from message m where m.tenant_id = c.tenant_id and m.conversation_id = c.id) limit 1`,
      [ctx.principal.id],
    ),
  );
  const given = { kind: 'conversation' as const, subjectId: row?.id ?? '', operatorId };
  return { id: await grantSupport(ctx, { ...given, hours: 1, note: '' }), of: given.subjectId };
}

const at = (tenant: string, id: string) => `/console/support/${tenant}/${id}`;

/** As a browser and as the router ask, and whether it stands. */
async function tried(visitor: Visitor, tenant: string, id: string): Promise<Received[]> {
  return Promise.all([
    visitor.request(at(tenant, id)),
    visitor.request(at(tenant, id), { headers: { rsc: '1' } }),
    visitor.request(`/api${at(tenant, id)}`),
  ]);
}

function words(scene: Scene, visitor: Visitor, received: readonly Received[]): string[] {
  return received.flatMap(({ text }) =>
    scene.book
      .find(text, visitor.allowed)
      .map(({ place, circle }) => `${place} of ${circle} surfaced`),
  );
}

const stood = (received: readonly Received[]) =>
  received.some(({ text }) => text.includes('"stands":true')) ? ['the grant stands'] : [];

async function anothers(scene: Scene): Promise<string[]> {
  const [named, other] = [await operator(scene), await operator(scene)];
  const { id } = await granted(scene, named.id);
  const { tenantId } = scene.world.attacker.ctx;
  // What the named one reads shows that there is something to be seen.
  const own = await tried(named.visitor, tenantId, id);
  const seen =
    words(scene, named.visitor, own).length > 0 ? [] : ['the named operator sees nothing'];
  const received = await tried(other.visitor, tenantId, id);
  received.push(await other.visitor.request('/console/support'));
  const absent = await other.visitor.request(at(tenantId, newId()));
  const same = received[0]?.status === absent.status ? [] : ['it is told from an absent one'];
  return [...seen, ...words(scene, other.visitor, received), ...stood(received), ...same];
}

async function beyond(scene: Scene): Promise<string[]> {
  const named = await operator(scene);
  const { of } = await granted(scene, named.id);
  const { ctx, slug, ids } = scene.world.attacker;
  const received: Received[] = [];
  const others = [...ids].flatMap(([, some]) => some.slice(0, 1)).filter((id) => id !== of);
  for (const id of [of, ...others])
    received.push(...(await tried(named.visitor, ctx.tenantId, id)));
  for (const path of [
    ...[`/t/${slug}`, `/t/${slug}/c/${of}`, `/t/${slug}/conversations/${of}`, `/t/${slug}/support`],
    ...[`/api/t/${slug}/conversations/${of}/export?format=md`, `/api/t/${slug}/documents`],
    `/api/t/${slug}/conversations/search?q=boiler`,
  ])
    received.push(await named.visitor.request(path));
  return [...words(scene, named.visitor, received), ...stood(received)];
}

async function revoked(scene: Scene): Promise<string[]> {
  const named = await operator(scene);
  const { id } = await granted(scene, named.id);
  const { ctx } = scene.world.attacker;
  await revokeSupport(ctx, id);
  const received = await tried(named.visitor, ctx.tenantId, id);
  return [...words(scene, named.visitor, received), ...stood(received)];
}

async function elsewhere(scene: Scene): Promise<string[]> {
  const named = await operator(scene);
  const { id } = await granted(scene, named.id);
  const received = await tried(named.visitor, scene.world.victim.ctx.tenantId, id);
  return [...words(scene, named.visitor, received), ...stood(received)];
}
