import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { heldOperation } from '@/e2e/support/held-operation';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { superuserClient } from '@/e2e/support/superuser-client';
import { listConversations } from '@/lib/chat/queries';
import { saveQuestion } from '@/lib/chat/save-exchange';
import { closePools } from '@/lib/db/pools';
import { createGroup } from '@/lib/documents/groups/create-group';
import { setGroupMembers } from '@/lib/documents/groups/set-group-members';
import { newId } from '@/lib/ids';
import { renewInvitation } from '@/lib/people/invite-member';
import { listMembers } from '@/lib/people/queries';
import { removeMember } from '@/lib/people/remove-member';
import { addMember } from '@/lib/tenancy/add-member';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { liftHold, placeHold } from './legal-hold';
import { runRetention } from './run-retention';

let superuser: Awaited<ReturnType<typeof superuserClient>>;
let tenant: MadeTenant;
let member: Awaited<ReturnType<typeof makeMember>>;
let conversation: string;

beforeAll(async () => {
  superuser = await superuserClient();
});
beforeEach(async () => {
  tenant = await makeTenant('professional');
  member = await makeMember(tenant);
  conversation = (await saveQuestion(member.ctx, undefined, 'How many days?', newId())).id;
});
afterAll(async () => {
  await superuser.end();
  await closePools();
});

async function isKept(): Promise<boolean> {
  const { rowCount } = await superuser.query(
    'select from conversation where tenant_id = $1 and id = $2',
    [tenant.ctx.tenantId, conversation],
  );
  return rowCount === 1;
}

async function retention(): Promise<unknown> {
  const held = await heldOperation(tenant, 'retention');
  try {
    await runRetention(held.operation);
    return held.next().detail.members;
  } finally {
    await held.end();
  }
}

const shown = async () => (await listMembers(tenant.ctx)).filter(({ id }) => id === member.id);
const absent = { code: 'not_found' };

it('takes every access away at once and keeps what the hold keeps', async () => {
  const hold = await placeHold(tenant.ctx, { personId: member.id, reason: 'A dispute' });
  await removeMember(tenant.ctx, member.id);
  expect(await listConversations(member.ctx).catch(() => [])).toEqual([]);
  await expect(verifyTenantSession(member.session, tenant.slug)).rejects.toMatchObject(absent);
  expect(await isKept()).toBe(true);
  expect(await shown()).toMatchObject([{ keptUnderHold: true, manageable: false, invited: false }]);
  await expect(removeMember(tenant.ctx, member.id)).rejects.toMatchObject(absent);
  await expect(renewInvitation(tenant.ctx, member.id)).rejects.toMatchObject(absent);
  const { id: group } = await createGroup(tenant.ctx, { name: 'Readers' });
  await expect(
    setGroupMembers(tenant.ctx, { id: group, memberIds: [member.id] }),
  ).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await retention()).toBe(0);
  await liftHold(tenant.ctx, { id: hold, reason: 'It is over' });
  expect(await retention()).toBe(0);
  expect(await isKept()).toBe(true);
  await superuser.query(
    `update legal_hold set lifted_at = lifted_at - interval '15 days' where tenant_id = $1`,
    [tenant.ctx.tenantId],
  );
  expect(await retention()).toBe(1);
  expect(await isKept()).toBe(false);
  expect(await shown()).toEqual([]);
});

it('lets the person come back by an invitation, to what was kept', async () => {
  await placeHold(tenant.ctx, { reason: 'A court asked' });
  await removeMember(tenant.ctx, member.id);
  const { principal } = member.ctx;
  const again = await addMember(tenant.ctx, {
    name: principal.name,
    email: principal.email,
    role: 'member',
  });
  expect(again.id).toBe(member.id);
  await verifyTenantSession(member.session, tenant.slug);
  expect(await shown()).toMatchObject([{ keptUnderHold: false }]);
  expect(await isKept()).toBe(true);
});

it('is not for who may not remove the member', async () => {
  await placeHold(tenant.ctx, { reason: 'A court asked' });
  const admin = await makeMember(tenant, 'admin');
  for (const remove of [
    () => removeMember(member.ctx, admin.id),
    () => removeMember(admin.ctx, tenant.ctx.principal.id),
  ])
    await expect(remove()).rejects.toMatchObject({ code: 'forbidden' });
  const other = await makeTenant();
  await expect(removeMember(other.ctx, member.id)).rejects.toMatchObject(absent);
  expect(await isKept()).toBe(true);
});
