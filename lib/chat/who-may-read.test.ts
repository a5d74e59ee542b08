import { describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeTenant } from '@/e2e/support/make-tenant';
import { reserve } from '@/lib/budget/reserve';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { staleHolds } from '@/lib/tenancy/verify-work';
import { deleteConversation, renameConversation } from './change-conversation';
import { listConversations, readConversation } from './queries';

/** A context of the background worker, as the sweeper gets one. */
async function workerContext(): Promise<TenantContext | undefined> {
  const { ctx } = await makeTenant();
  const { id } = await reserve(ctx, PLAN_DEFAULTS.professional, {
    requestId: newId(),
    callOrdinal: 0,
    feature: 'test',
    model: 'claude-sonnet-5-5',
    inputTokenBound: 1,
    maxOutputTokens: 1,
    documents: [],
  });
  await asSuperuser(
    `update reservation set renewed_at = clock_timestamp() - interval '1 year' where id = $1`,
    [id],
  );
  const holds = await staleHolds(45, 100);
  return holds.find((hold) => hold.reservationId === id)?.ctx;
}

describe('conversations', () => {
  it('are closed to a principal whose role does not chat', async () => {
    const worker = await workerContext();
    if (!worker) throw new Error('The hold was not stale.');
    const refused = { code: 'forbidden' };
    await expect(listConversations(worker)).rejects.toMatchObject(refused);
    await expect(readConversation(worker, newId())).rejects.toMatchObject(refused);
    await expect(renameConversation(worker, newId(), 'x')).rejects.toMatchObject(refused);
    await expect(deleteConversation(worker, newId())).rejects.toMatchObject(refused);
  });
});
