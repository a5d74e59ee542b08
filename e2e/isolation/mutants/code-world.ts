import { makeMember } from '@/e2e/support/make-member';
import { makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { changeTenantState } from '@/lib/console/change-tenant-state';
import { markErased } from '@/lib/keys/erased-tenants';
import { verifyPlatformSession } from '@/lib/tenancy/verify-session';

interface SeatedTenant {
  slug: string;
  /** The owner's session token. */
  session: string;
  folderId: string;
}

/** What every probe program is given: sessions and addresses, from which it gets its own proofs. */
export interface CodeWorld {
  ours: SeatedTenant & { memberSession: string };
  theirs: SeatedTenant;
  /** Suspended. */
  paused: SeatedTenant;
  /** Marked as erased, with its rows still there. */
  gone: SeatedTenant;
  operatorSession: string;
}

export async function makeCodeWorld(): Promise<CodeWorld> {
  const ours = await makeTenant('professional');
  const theirs = await makeTenant('free');
  const paused = await makeTenant();
  const gone = await makeTenant();
  const member = await makeMember(ours);
  const operator = await makePerson('operator');
  await changeTenantState(await verifyPlatformSession(operator.session), {
    tenantId: paused.ctx.tenantId,
    to: 'suspended',
    reason: 'a suspended tenant for the probes',
  });
  markErased(gone.ctx.tenantId);
  const seat = ({ slug, session, folderId }: SeatedTenant) => ({ slug, session, folderId });
  return {
    ours: { ...seat(ours), memberSession: member.session },
    theirs: seat(theirs),
    paused: seat(paused),
    gone: seat(gone),
    operatorSession: operator.session,
  };
}
