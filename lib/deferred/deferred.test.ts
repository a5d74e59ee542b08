import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeTenant } from '@/e2e/support/make-tenant';
import { superuserClient } from '@/e2e/support/superuser-client';
import {
  allow,
  answersOf,
  ask,
  count,
  fillMonth,
  makeWaitingCase,
  queue,
  WaitingDesk,
} from '@/e2e/support/waiting-questions';
import { deleteConversation } from '@/lib/chat/change-conversation';
import { readConversation } from '@/lib/chat/queries';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { removeMember } from '@/lib/people/remove-member';
import { nextDeferred } from '@/lib/tenancy/verify-deferred';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { cancelDeferred } from './cancel-deferred';
import { markSeen } from './mark-seen';
import { getDeferred, listDeferred } from './queries';
import { DEFERRED_LIMIT, type DeferredView } from './schema';
import { runAllDeferred } from './start-deferred';

let desk: WaitingDesk;
beforeAll(async () => {
  desk = await WaitingDesk.open();
}, 300_000);
afterEach(() => desk.clear());
afterAll(() => desk.close());

const makeCase = (tokens?: number) => makeWaitingCase(desk, tokens);

describe('a question that can wait', () => {
  it('waits for a full budget, and is answered once the budget is raised', async () => {
    const { tenant, member } = await makeCase();
    const waiting = await queue(member.ctx);
    expect(waiting).toMatchObject({
      state: 'waiting',
      position: 1,
      total: 1,
      because: { scope: 'user', period: 'month', unit: 'tokens' },
    });
    expect(new Date(waiting.estimatedAt ?? 0).getTime()).toBeGreaterThan(Date.now());
    expect(await count(tenant.ctx, 'reservation')).toBe(0);

    await runAllDeferred();
    expect(await getDeferred(member.ctx, waiting.id)).toMatchObject({ state: 'waiting' });

    await allow(tenant, 1_000_000);
    await runAllDeferred();
    expect(await getDeferred(member.ctx, waiting.id)).toMatchObject({
      state: 'done',
      position: undefined,
      seen: false,
    });
    const [stored] = await answersOf(member.ctx, waiting);
    expect(stored).toMatchObject({ state: 'complete', requestId: waiting.requestId });
    expect(stored?.text).toContain('900 euros');
    const requests = await withTenantSql(tenant.ctx, (sql) =>
      sql('select id, principal_id from request where tenant_id = :tenant'),
    );
    expect(requests).toEqual([{ id: waiting.requestId, principal_id: member.id }]);
    expect(await count(tenant.ctx, 'ledger_entry')).toBe(1);

    expect(await listDeferred(member.ctx)).toHaveLength(1);
    await markSeen(member.ctx, [waiting.id]);
    expect(await listDeferred(member.ctx)).toEqual([]);
  });

  it('is refused by a budget that is too small for it, and ends after the longest wait', async () => {
    const { member } = await makeCase(10);
    expect(await ask(member.ctx)).toMatchObject({
      type: 'error',
      error: { code: 'budget_exhausted', limit: { limit: 10 } },
    });
    const { member: patient } = await makeCase();
    const waiting = await queue(patient.ctx);
    await asSuperuser(
      "update message set created_at = created_at - interval '36 days' where request_id = $1",
      [waiting.requestId],
    );
    await asSuperuser("update deferred_answer set tried_at = '-infinity' where id = $1", [
      waiting.id,
    ]);
    await runAllDeferred();
    expect(await getDeferred(patient.ctx, waiting.id)).toMatchObject({
      state: 'failed',
      failureCode: 'budget_exhausted',
    });
  });

  it('is tried again when something of its budget is given back, and not before', async () => {
    const { tenant, member } = await makeCase(1_000_000);
    await ask(member.ctx, { deferrable: false });
    await fillMonth(member.ctx, 1_000_000);
    const waiting = await queue(await verifyTenantSession(member.session, tenant.slug));
    await runAllDeferred();
    expect(await nextDeferred('somebody', 60)).toBeUndefined();
    await asSuperuser(
      "update budget_counter set used_tokens = used_tokens - 1 where scope = 'user' and scope_id = $1",
      [member.id],
    );
    expect((await nextDeferred('somebody', 60))?.id).toBe(waiting.id);
  });

  it('wakes the worker when a settlement leaves room, and when nothing was left not', async () => {
    const { tenant, member } = await makeCase(1_000_000);
    await ask(member.ctx, { deferrable: false });
    await fillMonth(member.ctx, 1_000_000);
    await queue(await verifyTenantSession(member.session, tenant.slug));
    const listener = await superuserClient();
    let woken = 0;
    listener.on('notification', () => {
      woken += 1;
    });
    await listener.query('listen tenantry_deferred');
    const change = (by: number) =>
      asSuperuser(
        "update budget_counter set used_tokens = used_tokens + $2 where scope = 'user' and scope_id = $1",
        [member.id, by],
      );
    await change(5);
    await listener.query('select');
    expect(woken).toBe(0);
    await change(-6);
    await listener.query('select');
    expect(woken).toBe(1);
    await listener.end();
  });

  it('says the model that was asked for, and when it is its turn behind the others', async () => {
    const { member } = await makeCase();
    const first = await queue(member.ctx, { model: 'claude-haiku-5-5' });
    expect(first.model).toBe('claude-haiku-5-5');
    const { conversationId } = first;
    const second = await queue(member.ctx, { conversationId });
    expect(second.model).toBeUndefined();
    // A month of one token has room for neither; with room for one answer a month the second waits a month more.
    await asSuperuser(
      'update deferred_answer set wait_limit = wait_need, wait_used = 1 where id = any ($1)',
      [[first.id, second.id]],
    );
    const at = async ({ id }: DeferredView) =>
      (await getDeferred(member.ctx, id)).estimatedAt ?? '';
    const days = (Date.parse(await at(second)) - Date.parse(await at(first))) / 86_400_000;
    expect(days).toBeGreaterThan(27);
    expect(days).toBeLessThan(32);
  });

  it('stands below its own question, whatever was asked meanwhile', async () => {
    const { tenant, member } = await makeCase();
    const first = await queue(member.ctx);
    const second = await queue(member.ctx, {
      conversationId: first.conversationId,
      question: 'And who approves trains?',
    });
    expect(second).toMatchObject({ position: 2, total: 2 });
    await allow(tenant, 1_000_000);
    await runAllDeferred();
    const { messages } = await readConversation(member.ctx, first.conversationId);
    expect(messages.map(({ author, requestId }) => `${author} ${requestId}`)).toEqual([
      `user ${first.requestId}`,
      `assistant ${first.requestId}`,
      `user ${second.requestId}`,
      `assistant ${second.requestId}`,
    ]);
  });

  it('is not queued when there is room, nor by who did not say so', async () => {
    const { member } = await makeCase(1_000_000);
    expect(await ask(member.ctx)).toMatchObject({ type: 'done' });
    const { member: poor } = await makeCase();
    expect(await ask(poor.ctx, { deferrable: false })).toMatchObject({ type: 'error' });
    expect([...(await listDeferred(member.ctx)), ...(await listDeferred(poor.ctx))]).toEqual([]);
  });

  it('is refused when a hundred of the workspace wait', async () => {
    const { member } = await makeCase();
    const waiting = await queue(member.ctx);
    await asSuperuser(
      `insert into deferred_answer (tenant_id, id, conversation_id, request_id, user_id, feature, not_before, tried_at, created_at)
       select tenant_id, gen_random_uuid(), conversation_id, gen_random_uuid(), user_id, feature, not_before, tried_at, created_at
       from deferred_answer, generate_series(2, $2) where id = $1`,
      [waiting.id, DEFERRED_LIMIT],
    );
    expect(await ask(member.ctx)).toMatchObject({
      type: 'error',
      error: { code: 'rate_limited', limit: { name: 'deferred_answers', limit: DEFERRED_LIMIT } },
    });
  });
});

describe('of a waiting question', () => {
  it('nobody else sees anything or cancels it', async () => {
    const { tenant, member } = await makeCase();
    const waiting = await queue(member.ctx);
    const stranger = await makeTenant('professional');
    for (const ctx of [tenant.ctx, stranger.ctx])
      for (const id of [waiting.id, newId()]) {
        await expect(getDeferred(ctx, id)).rejects.toMatchObject({ code: 'not_found' });
        await expect(cancelDeferred(ctx, id)).rejects.toMatchObject({ code: 'not_found' });
        await markSeen(ctx, [id]);
      }
    expect(await listDeferred(tenant.ctx)).toEqual([]);
    expect(await getDeferred(member.ctx, waiting.id)).toMatchObject({
      state: 'waiting',
      seen: false,
    });
  });

  it('the asker cancels, and nothing is answered or charged', async () => {
    const { tenant, member } = await makeCase();
    const waiting = await queue(member.ctx);
    await cancelDeferred(member.ctx, waiting.id);
    await allow(tenant, 1_000_000);
    await runAllDeferred();
    expect(await getDeferred(member.ctx, waiting.id)).toMatchObject({ state: 'cancelled' });
    expect(await answersOf(member.ctx, waiting)).toEqual([]);
    expect(await count(tenant.ctx, 'ledger_entry')).toBe(0);
  });

  it('nothing is left when its asker is removed or its conversation deleted', async () => {
    const { tenant, member } = await makeCase();
    const waiting = await queue(member.ctx);
    await deleteConversation(member.ctx, waiting.conversationId);
    await expect(getDeferred(member.ctx, waiting.id)).rejects.toMatchObject({ code: 'not_found' });
    await queue(member.ctx);
    await removeMember(tenant.ctx, member.id);
    await allow(tenant, 1_000_000);
    await runAllDeferred();
    const left = await asSuperuser('select 1 from deferred_answer where tenant_id = $1', [
      tenant.ctx.tenantId,
    ]);
    expect(left).toEqual([]);
    expect(await count(tenant.ctx, 'ledger_entry')).toBe(0);
  });

  it('the answer reads only what its asker may read by then', async () => {
    const { tenant, member } = await makeCase();
    const waiting = await queue(member.ctx);
    await withTenantSql(tenant.ctx, (sql) =>
      sql("update folder set audience = 'people' where tenant_id = :tenant"),
    );
    await allow(tenant, 1_000_000);
    await runAllDeferred();
    const [stored] = await answersOf(member.ctx, waiting);
    expect(stored?.text).not.toContain('900 euros');
  });
});
