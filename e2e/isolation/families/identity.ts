import { makeAccount } from '@/e2e/support/make-account';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { changeTenantState } from '@/lib/console/change-tenant-state';
import { withAuth } from '@/lib/db/auth-sql';
import { acceptInvitation } from '@/lib/identity/invitation-links';
import { readLink, setFirstPassword } from '@/lib/identity/one-time-links';
import { createSession, revokeAllSessions, revokeSession } from '@/lib/identity/sessions';
import { newId, newSecret } from '@/lib/ids';
import { changeRole } from '@/lib/people/change-role';
import { inviteMember } from '@/lib/people/invite-member';
import { removeMember } from '@/lib/people/remove-member';
import { addMember } from '@/lib/tenancy/add-member';
import { ask } from '../calls';
import type { Case, Family, Scene } from '../case';
import { knownToPlatform } from '../platform-people';
import { type Received, Visitor } from '../visitor';

const FAMILY = 'identity';
const PASSWORD = 'a password that is long enough';

/** What was true of somebody when they signed in is asked again with each request. */
export const identity: Family = (scene) => {
  const attacks: [string, (scene: Scene) => Promise<string[]>][] = [
    ['a session that was revoked', (s) => ended(s, (it) => revokeSession(it.token))],
    ['all sessions revoked', (s) => ended(s, (it) => revokeAllSessions(it.id))],
    ['a membership that ended', (s) => ended(s, (it) => removeMember(s.world.attacker.ctx, it.id))],
    ['an account that was closed', (s) => ended(s, (it) => closeAccount(it.id))],
    ['a session that ran out', (s) => ended(s, (it) => runOut(it.id))],
    ['a role that was taken away', demoted],
    ['a workspace that was paused', paused],
    ['a token that the attacker chose', chosenToken],
    ['a cookie sealed with another key', otherKey],
    ['an invitation used twice', usedTwice],
    ['an invitation forwarded to somebody else', forwarded],
    ['an invitation in place of which came another', replaced],
  ];
  return attacks.map(
    ([id, attack]): Case => ({ id, family: FAMILY, covers: [], attack: () => attack(scene) }),
  );
};

interface Colleague {
  id: string;
  token: string;
  visitor: Visitor;
}

async function colleague(scene: Scene, role: 'admin' | 'member' = 'admin'): Promise<Colleague> {
  const { ctx, visitor } = scene.world.attacker;
  const email = `${newId()}@example.test`;
  const { id } = await addMember(ctx, { email, name: 'Colleague', role });
  const token = await createSession(id);
  const allowed = [...visitor.allowed];
  return {
    id,
    token,
    visitor: await Visitor.withToken('a colleague', allowed, visitor.origin, token),
  };
}

/** Every kind of request, once while it may and once when it may not any more. */
async function everyRequest(scene: Scene, visitor: Visitor): Promise<Received[]> {
  const { slug, ids, questions } = scene.world.attacker;
  const [document = ''] = ids.get('document') ?? [];
  return Promise.all([
    visitor.request(`/api/t/${slug}/documents`),
    visitor.request(`/api/t/${slug}/documents/${document}/text`),
    visitor.request(`/api/t/${slug}/documents/${document}/original`),
    visitor.request(`/t/${slug}`),
    visitor.request(`/t/${slug}/documents`, { headers: { rsc: '1' } }),
    visitor.request(`/t/${slug}/people`),
    ask(visitor, slug, questions[0] ?? ''),
  ]);
}

async function ended(scene: Scene, end: (it: Colleague) => Promise<void>): Promise<string[]> {
  const it = await colleague(scene);
  const before = await everyRequest(scene, it.visitor);
  const seen = before.filter((each) => scene.book.find(each.text, new Set()).length > 0);
  await end(it);
  const after = await everyRequest(scene, it.visitor);
  const nothing = new Set<string>();
  return [
    ...(seen.length >= 4 ? [] : [`only ${seen.length} requests showed something before`]),
    ...after.flatMap((each, n) =>
      scene.book
        .find(each.text, nothing)
        .map(({ place }) => `request ${n + 1} shows ${place}, status ${each.status}`),
    ),
  ];
}

async function closeAccount(id: string): Promise<void> {
  await withAuth((sql) =>
    sql('update app_user set disabled_at = clock_timestamp() where id = $1', [id]),
  );
}

async function runOut(id: string): Promise<void> {
  await withAuth((sql) =>
    sql(
      "update user_session set expires_at = created_at + interval '1 microsecond' where user_id = $1",
      [id],
    ),
  );
}

async function demoted(scene: Scene): Promise<string[]> {
  const { ctx, slug, restrictedIds } = scene.world.attacker;
  const it = await colleague(scene);
  const paths = [
    `/api/t/${slug}/audit.csv`,
    `/api/t/${slug}/usage.csv`,
    `/t/${slug}/audit`,
    ...restrictedIds.map((id) => `/api/t/${slug}/documents/${id}/text`),
  ];
  const look = () => Promise.all(paths.map((path) => it.visitor.request(path)));
  const before = await look();
  await changeRole(ctx, it.id, 'member');
  const after = await look();
  return [
    ...(before.slice(0, 3).every(({ status }) => status === 200) ? [] : ['an admin saw nothing']),
    ...after.flatMap(({ status }, n) => (status === 200 ? [`${paths[n]} is still open`] : [])),
  ];
}

async function paused(scene: Scene): Promise<string[]> {
  const { book, product } = scene;
  const name = `Company ${book.plant(knownToPlatform('a paused company'), 'name of a paused workspace')}`;
  const { ctx, slug, session } = await makeTenant('professional', { tenant: name });
  const owner = await Visitor.withToken('its owner', ['its people'], product.url, session);
  const paths = [`/api/t/${slug}/documents`, `/t/${slug}`, `/t/${slug}/people`, `/t/${slug}/audit`];
  const before = await Promise.all(paths.map((path) => owner.request(path)));
  const change = { tenantId: ctx.tenantId, to: 'suspended' as const, reason: 'not paid' };
  await changeTenantState(await makePlatformPerson('operator'), change);
  const after = await Promise.all(paths.map((path) => owner.request(path)));
  return [
    ...(before.every(({ status }) => status === 200) ? [] : ['it was not open before']),
    ...after.flatMap(({ status, text }, n) => [
      ...(status === 200 ? [`${paths[n]} is still open`] : []),
      ...book.find(text, new Set()).map(({ place }) => `${paths[n]} shows ${place}`),
    ]),
  ];
}

async function chosenToken(scene: Scene): Promise<string[]> {
  const { product, world } = scene;
  const tokens = [newSecret(), '', 'null', world.victim.ctx.principal.id, "' or '1'='1", '\u0000'];
  const visitors = await Promise.all(
    tokens.map((token) => Visitor.withToken('a stranger', [], product.url, token)),
  );
  const received = await Promise.all(
    visitors.map((visitor) => visitor.request(`/api/t/${world.victim.slug}/documents`)),
  );
  return received.flatMap(({ status }) => (status === 401 ? [] : [`status ${status}`]));
}

async function otherKey({ world, product }: Scene): Promise<string[]> {
  const unsigned = `${part({ alg: 'none' })}.${part({ sid: newSecret() })}.`;
  const cookies = [unsigned, `${part({ alg: 'dir', enc: 'A256GCM' })}..a.b.c`, 'a'.repeat(4_000)];
  const stranger = await Visitor.create('a stranger', [], product.url, undefined);
  const received = await Promise.all(
    cookies.map((value) =>
      stranger.request(`/api/t/${world.victim.slug}/documents`, {
        headers: { cookie: `tenantry.session=${value}` },
      }),
    ),
  );
  return received.flatMap(({ status }) => (status === 401 ? [] : [`status ${status}`]));
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

async function invited(scene: Scene): Promise<{ token: string; email: string; memberId: string }> {
  const email = `${newId()}@example.test`;
  const member = { email, name: 'Invited', role: 'member' as const };
  const { link, memberId } = await inviteMember(scene.world.attacker.ctx, member);
  return { token: link.slice('/link/'.length), email, memberId };
}

async function usedTwice(scene: Scene): Promise<string[]> {
  const { token, email } = await invited(scene);
  await setFirstPassword(token, PASSWORD);
  const again = await setFirstPassword(token, `${PASSWORD}, another`).then(
    () => true,
    () => false,
  );
  const page = await scene.world.victim.visitor.request(`/link/${token}`);
  return [
    ...(again ? ['it set a password again'] : []),
    ...((await readLink(token)) ? ['it can still be read'] : []),
    ...(page.text.includes(email) ? ['its page still names the person'] : []),
  ];
}

/** For an account that was there before: only its own session accepts. */
async function forwarded(): Promise<string[]> {
  const known = await makeAccount({ password: PASSWORD });
  const stranger = await makePerson();
  const { ctx } = await makeTenant();
  const member = { email: known.email, name: 'Known', role: 'member' as const };
  const { link, kind } = await inviteMember(ctx, member);
  if (kind !== 'join') return [`an account that was there before got a link to ${kind}`];
  const token = link.slice('/link/'.length);
  const taken = await acceptInvitation(stranger.session, token).then(
    () => true,
    () => false,
  );
  const password = await setFirstPassword(token, PASSWORD).then(
    () => true,
    () => false,
  );
  return [
    ...(taken ? ['a stranger accepted it'] : []),
    ...(password ? ['it set the password of an account that was there before'] : []),
  ];
}

async function replaced(scene: Scene): Promise<string[]> {
  const { token, memberId } = await invited(scene);
  await removeMember(scene.world.attacker.ctx, memberId);
  const used = await setFirstPassword(token, PASSWORD).then(
    () => true,
    () => false,
  );
  const session = used ? await createSession(memberId) : undefined;
  if (!session) return [];
  const visitor = await Visitor.withToken('removed', [], scene.product.url, session);
  const received = await visitor.request(`/api/t/${scene.world.attacker.slug}/documents`);
  return received.status === 200 ? ['it opened the workspace after the removal'] : [];
}
