import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { superuserClient } from '@/e2e/support/superuser-client';
import { changeTenantState } from '@/lib/console/change-tenant-state';
import { createFolder } from '@/lib/documents/folders/create-folder';
import { setFolderAudience } from '@/lib/documents/folders/set-folder-audience';
import { revokeSession } from '@/lib/identity/sessions';
import { requestMemberErasureFor } from '@/lib/lifecycle/erase-member';
import { changeRole } from '@/lib/people/change-role';
import { removeMember } from '@/lib/people/remove-member';
import { ask, upload } from '../calls';
import type { Scene } from '../case';
import { finished, openAnswer, stopped } from './open-answer';
import { operationEnded, type RaceTenant, raceMember, raceTenant, stillSeen } from './race-tenant';

/** What is promised for an open stream when its workspace is paused. */
const WITHIN_MS = 2_000;

/** Membership and session of two people end while they read; a third one reads on. */
export async function removedPeople(scene: Scene): Promise<string[]> {
  const tenant = await raceTenant(scene);
  const people = await Promise.all([1, 2].map(() => raceMember(scene, tenant)));
  const [removed, revoked] = people;
  if (!removed || !revoked) throw new Error('There are two.');
  const open = ({ visitor }: { visitor: RaceTenant['owner'] }) =>
    openAnswer(scene, visitor, tenant.slug, tenant.question);
  const [a, b, own] = await Promise.all([
    open(removed),
    open(revoked),
    open({ visitor: tenant.owner }),
  ]);
  await Promise.all([removeMember(tenant.ctx, removed.id), revokeSession(revoked.session)]);
  return [
    ...(await stopped(scene, a)),
    ...(await stopped(scene, b)),
    ...(await stillSeen(scene, tenant, removed.visitor)),
    ...(await stillSeen(scene, tenant, revoked.visitor)),
    ...(await finished(own)),
  ];
}

/** An administrator's answer over a closed folder, during which the role is taken away. */
export async function demotedDuringAnswer(scene: Scene): Promise<string[]> {
  const { book } = scene;
  const tenant = await raceTenant(scene);
  const { ctx, slug, owner } = tenant;
  const closed = await createFolder(ctx, { name: 'Closed' });
  await setFolderAudience(ctx, {
    id: closed.id,
    audience: 'people',
    personIds: [ctx.principal.id],
  });
  const secret = `${slug} for administrators`;
  const name = `Lighthouse ${book.plant(secret, 'name of a closed document')}.md`;
  const text = `# Lighthouse\n\nThe lighthouse keeper hides ${book.plant(secret, 'text of a closed document')}.`;
  const allowed = new Set([slug, secret]);
  const id = await upload(owner, slug, closed.id, name, text);
  const question = 'What does the lighthouse keeper hide?';
  const person = await raceMember(scene, tenant, 'admin');
  const answer = await openAnswer(scene, person.visitor, slug, question);
  const given = scene.model.calls.findLast((call) => call.question.includes(answer.marker));
  await changeRole(ctx, person.id, 'member');
  const problems = await finished(answer);
  const received = [
    await ask(person.visitor, slug, question),
    ...(await Promise.all(
      [`/t/${slug}/c/${answer.conversationId}`, `/t/${slug}/documents/${id}`].map((path) =>
        person.visitor.request(path),
      ),
    )),
  ];
  return [
    ...problems,
    ...(book.find(given?.body ?? '', new Set([slug])).length > 0
      ? []
      : ['the model was given nothing of the closed folder, so nothing was tried']),
    ...(book.find(await answer.ended, allowed).length > 0 ? ['something foreign came'] : []),
    ...received.flatMap(({ text: shown }, n) =>
      book.find(shown, new Set([slug])).map(({ place }) => `request ${n + 1} shows ${place}`),
    ),
  ];
}

/** Everybody's stream of a paused workspace ends, and nobody else's. */
export async function suspendedDuringAnswer(scene: Scene): Promise<string[]> {
  const [tenant, neighbour] = await Promise.all([raceTenant(scene), raceTenant(scene)]);
  const member = await raceMember(scene, tenant);
  const operator = await makePlatformPerson('operator');
  const [a, b, others] = await Promise.all([
    openAnswer(scene, tenant.owner, tenant.slug, tenant.question),
    openAnswer(scene, member.visitor, tenant.slug, tenant.question),
    openAnswer(scene, neighbour.owner, neighbour.slug, neighbour.question),
  ]);
  const change = { tenantId: tenant.tenantId, to: 'suspended' as const, reason: 'not paid' };
  await changeTenantState(operator, change);
  const from = performance.now();
  await Promise.all([a.ended, b.ended]);
  const after = performance.now() - from;
  const othersText = (await finished(others)).concat(
    scene.book
      .find(await others.ended, neighbour.owner.allowed)
      .map(({ place }) => `the neighbour received ${place}`),
  );
  return [
    ...(after < WITHIN_MS ? [] : [`the streams ended after ${Math.round(after)} ms`]),
    ...(await stopped(scene, a)),
    ...(await stopped(scene, b)),
    ...(await stillSeen(scene, tenant, tenant.owner)),
    ...(await stillSeen(scene, tenant, member.visitor)),
    ...othersText,
  ];
}

/** A person is erased while an answer is written for them: what it would have stored is gone too. */
export async function erasedMember(scene: Scene): Promise<string[]> {
  const tenant = await raceTenant(scene);
  const person = await raceMember(scene, tenant);
  const operator = await makePlatformPerson('operator');
  const answer = await openAnswer(scene, person.visitor, tenant.slug, tenant.question);
  const id = await requestMemberErasureFor(operator, {
    tenantId: tenant.tenantId,
    personId: person.id,
    reason: 'asked to',
  });
  const problems = await stopped(scene, answer);
  const state = await operationEnded(operator, id);
  return [
    ...problems,
    ...(state === 'done' ? [] : [`the erasure ended as ${state}`]),
    ...(await stillSeen(scene, tenant, person.visitor)),
    ...(await rowsNaming(tenant.tenantId, person.id)),
  ];
}

/** What says that somebody was erased, and by whom. */
const EVIDENCE = ['audit_entry', 'tenant_operation'];

/** Rows of the tenant with the person's id in any column but those that tell of the erasure itself. */
async function rowsNaming(tenantId: string, personId: string): Promise<string[]> {
  const superuser = await superuserClient();
  try {
    const { rows } = await superuser.query<{ name: string; columns: string[] }>(
      `select t.name, array_agg(c.column_name::text) as columns from tenancy.tenant_tables() t
       join information_schema.columns c on c.table_schema = 'public' and c.table_name = t.name and c.udt_name = 'uuid'
       where t.name <> all($1) group by 1 order by 1`,
      [EVIDENCE],
    );
    const found: string[] = [];
    for (const { name, columns } of rows) {
      const { rowCount } = await superuser.query(
        `select 1 from ${name} where tenant_id = $1 and $2::uuid in (${columns.join(', ')})`,
        [tenantId, personId],
      );
      if (rowCount) found.push(`${rowCount} rows of ${name} still name the person`);
    }
    return found;
  } finally {
    await superuser.end();
  }
}
