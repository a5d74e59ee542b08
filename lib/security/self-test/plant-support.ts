import { newId } from '@/lib/ids';
import { grantSupport } from '@/lib/support-access/grant-support';
import { readSupportPage } from '@/lib/support-access/queries';
import { revokeSupport } from '@/lib/support-access/revoke-support';
import type { TenantContext } from '@/lib/tenancy/context';

/** A grant of the canary's conversation, once and revoked at once: nobody is to read it. */
export async function plantSupport(ctx: TenantContext, conversationId: string): Promise<void> {
  const { grants, operators } = await readSupportPage(ctx);
  const [operator] = operators;
  if (grants.length > 0 || !operator) return;
  const what = {
    kind: 'conversation' as const,
    subjectId: conversationId,
    operatorId: operator.id,
  };
  await revokeSupport(ctx, await grantSupport(ctx, { ...what, hours: 1, note: `For ${newId()}` }));
}
