import { keyDraft } from '@/e2e/support/key-text';
import { makeAccount } from '@/e2e/support/make-account';
import { makeMember } from '@/e2e/support/make-member';
import { makeRealTenant, tokenOf } from '@/e2e/support/make-real-tenant';
import { makePerson } from '@/e2e/support/make-tenant';
import { createKey } from '@/lib/api-keys/create-key';
import { revokeKey } from '@/lib/api-keys/revoke-key';
import { rotateKey } from '@/lib/api-keys/rotate-key';
import { acceptInvitation, createInvitationLink } from '@/lib/identity/invitation-links';
import { createSession } from '@/lib/identity/sessions';
import { newId } from '@/lib/ids';
import { changeRole } from '@/lib/people/change-role';
import { inviteMember, renewInvitation } from '@/lib/people/invite-member';
import { leaveWorkspace } from '@/lib/people/leave-workspace';
import { makeOwner, stepDown } from '@/lib/people/owners';
import { removeMember } from '@/lib/people/remove-member';
import { signOutMember } from '@/lib/people/sign-out-member';
import { addMember } from '@/lib/tenancy/add-member';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { type AuditedChange, type ChangeScene, change, changeOf } from './audited-change';

const member = ({ tenant }: ChangeScene) => makeMember(tenant);
const key = async ({ tenant }: ChangeScene, n: number) => {
  const made = await createKey(tenant.ctx, keyDraft({ name: `Key ${n}` }));
  return made.id;
};

/** Somebody with an account of their own, signed in, with the link that a workspace sent. */
const invited = async () => {
  const { ctx } = await makeRealTenant();
  const { id, email } = await makeAccount();
  const session = await createSession(id);
  await addMember(ctx, { email, name: 'Invited', role: 'member' });
  return { session, link: tokenOf((await createInvitationLink(ctx, id)).link) };
};

/** What is changed of people, their roles and keys. */
export const PEOPLE_CHANGES: readonly AuditedChange[] = [
  changeOf(
    'member.add',
    () => makePerson(),
    ({ tenant }, { email }) => addMember(tenant.ctx, { email, name: 'New', role: 'member' }),
  ),
  changeOf(
    'member.renew_invitation',
    async ({ tenant }) => {
      const email = `${newId()}@example.test`;
      return (await inviteMember(tenant.ctx, { email, name: 'New', role: 'member' })).memberId;
    },
    ({ tenant }, id) => renewInvitation(tenant.ctx, id),
  ),
  changeOf('member.accept', invited, (_scene, { session, link }) =>
    acceptInvitation(session, link),
  ),
  changeOf('member.role', member, ({ tenant }, { id }) => changeRole(tenant.ctx, id, 'admin')),
  changeOf('member.sign_out', member, ({ tenant }, { id }) => signOutMember(tenant.ctx, id)),
  changeOf('member.remove', member, ({ tenant }, { id }) => removeMember(tenant.ctx, id)),
  changeOf('member.leave', member, (_scene, { ctx }) => leaveWorkspace(ctx)),
  changeOf('member.make_owner', member, ({ tenant }, { id }) => makeOwner(tenant.ctx, id)),
  changeOf(
    'member.step_down',
    async ({ tenant }) => {
      const { id, session } = await makeMember(tenant, 'admin');
      await makeOwner(tenant.ctx, id);
      return verifyTenantSession(session, tenant.slug);
    },
    (_scene, owner) => stepDown(owner),
  ),
  change('key.create', key),
  changeOf('key.rotate', key, ({ tenant }, id) => rotateKey(tenant.ctx, { id, overlapHours: 1 })),
  changeOf('key.revoke', key, ({ tenant }, id) => revokeKey(tenant.ctx, id)),
];
