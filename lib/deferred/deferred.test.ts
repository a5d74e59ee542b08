import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { indexText } from '@/e2e/support/index-text';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { superuserClient } from '@/e2e/support/superuser-client';
import { periodAt } from '@/lib/budget/periods';
import { answer } from '@/lib/chat/answer';
import { deleteConversation } from '@/lib/chat/change-conversation';
import { readConversation } from '@/lib/chat/queries';
import type { AnswerEvent, AnswerRequest } from '@/lib/chat/schema';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import type { LocalModel } from '@/lib/llm/local/local-model';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import { removeMember } from '@/lib/people/remove-member';
import type { TenantContext } from '@/lib/tenancy/context';
import { nextDeferred } from '@/lib/tenancy/verify-deferred';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { readOwnBudgetRules } from '@/lib/usage/budgets/queries';
import { setOwnBudgets } from '@/lib/usage/budgets/set-own-budgets';
import { cancelDeferred } from './cancel-deferred';
import { markSeen } from './mark-seen';
import { getDeferred, listDeferred } from './queries';
import { runDeferred } from './run-deferred';
import { DEFERRED_LIMIT, type DeferredView } from './schema';
import { runAllDeferred } from './start-deferred';

const QUESTION = 'Which flights does the travel desk approve?';
const QUICK = { firstTokenMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY };

let model: LocalModel;
let worker: TestWorker;
beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
  model = await ensureLocalModel();
  model.configure(QUICK);
}, 300_000);
afterEach(async () => {
  model.configure(QUICK);
  // What a test leaves waiting is nobody else's.
  await asSuperuser("update deferred_answer set state = 'cancelled' where ended_at is null");
});
afterAll(async () => {
  await worker.close();
  await closeLocalModel();
});

const MONTH_TOKENS = 100_000;

/** A member whose month has room for this many tokens, all used but for who has more. */
async function makeCase(tokens = MONTH_TOKENS) {
  const tenant = await makeTenant('professional');
  await indexText(worker, tenant.ctx, {
    name: 'Handbook.md',
    text: '# Travel\n\nThe travel desk approves every flight above 900 euros.',
  });
  await allow(tenant, tokens);
  const member = await makeMember(tenant);
  if (tokens === MONTH_TOKENS) await fillMonth(member.ctx, tokens);
  return { tenant, member };
}

async function fillMonth({ tenantId, timeZone, principal }: TenantContext, tokens: number) {
  await asSuperuser(
    `insert into budget_counter (tenant_id, scope, scope_id, period, period_start, used_tokens)
     values ($1, 'user', $2, 'month', $3, $4)
     on conflict (tenant_id, scope, scope_id, period, period_start) do update set used_tokens = $4`,
    [tenantId, principal.id, periodAt('month', timeZone, new Date()).start, tokens],
  );
}

/** What each person's month has; contexts of before have the earlier policy. */
async function allow(tenant: MadeTenant, tokens: number): Promise<void> {
  const { version } = await readOwnBudgetRules(tenant.ctx);
  await setOwnBudgets(tenant.ctx, {
    basedOn: version,
    reason: 'For the test',
    ownBudgets: [
      {
        ...{ scope: 'user', subject: null, period: 'month', tokens },
        ...{ priceNano: null, softPercent: null, graceMinutes: null },
      },
    ],
    downgradeModel: true,
    downgradeLength: true,
  });
}

async function ask(ctx: TenantContext, request: Partial<AnswerRequest> = {}) {
  const events: AnswerEvent[] = [];
  const asked = { question: QUESTION, deferrable: true, ...request };
  for await (const event of answer(ctx, asked, { signal: new AbortController().signal }))
    events.push(event);
  return events.at(-1);
}

async function queue(ctx: TenantContext, request: Partial<AnswerRequest> = {}) {
  const last = await ask(ctx, request);
  if (last?.type !== 'deferred') throw new Error(`It does not wait: ${JSON.stringify(last)}`);
  return last.deferred;
}

/** Rows of calls of models that answer. */
const count = async (ctx: TenantContext, table: 'reservation' | 'ledger_entry') => {
  const text = `select 1 from ${table} where tenant_id = :tenant and model <> $1`;
  return (await withTenantSql(ctx, (sql) => sql(text, [EMBEDDING_MODEL]))).length;
};

const answersOf = async (ctx: TenantContext, { conversationId }: DeferredView) =>
  (await readConversation(ctx, conversationId)).messages.filter((m) => m.author === 'assistant');

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

describe('an attempt', () => {
  async function claimed() {
    const { tenant, member } = await makeCase();
    const waiting = await queue(member.ctx);
    await allow(tenant, 1_000_000);
    const held = await nextDeferred('first', 60);
    if (held?.id !== waiting.id) throw new Error('It was not claimed.');
    const lapse = () =>
      asSuperuser("update deferred_answer set locked_until = '-infinity' where id = $1", [held.id]);
    return { tenant, member, waiting, held, lapse };
  }

  it('that its process did not live to end is made anew', async () => {
    const { tenant, member, waiting, lapse } = await claimed();
    expect(await nextDeferred('second', 60)).toBeUndefined();
    await lapse();
    await runAllDeferred();
    expect(await getDeferred(member.ctx, waiting.id)).toMatchObject({ state: 'done' });
    expect(await count(tenant.ctx, 'ledger_entry')).toBe(1);
  });

  it('that was taken over stores no second answer', async () => {
    const { member, waiting, held, lapse } = await claimed();
    await lapse();
    await runAllDeferred();
    await runDeferred(held, new AbortController().signal);
    expect(await answersOf(member.ctx, waiting)).toHaveLength(1);
  });

  it('waits while a hold of it is open, and is not paid for twice once that was charged', async () => {
    const { tenant, member, waiting, lapse } = await claimed();
    await lapse();
    await asSuperuser(
      `insert into reservation (tenant_id, id, request_id, call_ordinal, principal_kind, principal_id, feature, model,
         policy_version, cost_version, price_version, scopes, bound_input_tokens, bound_output_tokens, bound_price_nano, created_at)
       select $1, gen_random_uuid(), $2, 0, 'user', $3, 'chat', 'claude-haiku-5-5', 1, v.id, v.id, '[]', 5, 5, 100, now()
       from (select min(id) as id from price_version) v`,
      [tenant.ctx.tenantId, waiting.requestId, member.id],
    );
    expect(await nextDeferred('second', 60)).toBeUndefined();
    await asSuperuser(
      "update reservation set renewed_at = now() - interval '1 hour' where request_id = $1",
      [waiting.requestId],
    );
    const { sweepOrphans } = await import('@/lib/chat/sweep-orphans');
    await sweepOrphans();
    await runAllDeferred();
    expect(await getDeferred(member.ctx, waiting.id)).toMatchObject({
      state: 'failed',
      failureCode: 'interrupted',
    });
    expect(await answersOf(member.ctx, waiting)).toMatchObject([{ state: 'failed' }]);
    expect(await count(tenant.ctx, 'ledger_entry')).toBe(1);
  });

  it('goes back to the queue when its process stops before anything was held', async () => {
    const { tenant, member, waiting, held } = await claimed();
    await runDeferred(held, AbortSignal.abort());
    expect(await getDeferred(member.ctx, waiting.id)).toMatchObject({ state: 'waiting' });
    expect(await answersOf(member.ctx, waiting)).toEqual([]);
    await runAllDeferred();
    expect(await getDeferred(member.ctx, waiting.id)).toMatchObject({ state: 'done' });
    expect(await count(tenant.ctx, 'ledger_entry')).toBe(1);
  });

  it('is stopped by a cancel, and keeps what had come', async () => {
    const { member, waiting, held } = await claimed();
    model.configure({ firstTokenMs: 0, tokensPerSecond: 20 });
    const running = runDeferred(held, new AbortController().signal);
    await expect
      .poll(() => model.log.entries.length > 0 && count(member.ctx, 'reservation'), {
        timeout: 20_000,
      })
      .toBe(1);
    await cancelDeferred(member.ctx, waiting.id);
    await running;
    expect(await getDeferred(member.ctx, waiting.id)).toMatchObject({ state: 'cancelled' });
    expect(await answersOf(member.ctx, waiting)).toMatchObject([{ state: 'stopped' }]);
  });
});

it('of each workspace one question is answered at a time', async () => {
  const [one, two] = [await makeCase(), await makeCase()];
  const ids = [
    await queue(one.member.ctx),
    await queue(one.member.ctx),
    await queue(two.member.ctx),
  ].map(({ id }) => id);
  for (const { tenant } of [one, two]) await allow(tenant, 1_000_000);
  const first = await nextDeferred('a', 60);
  const second = await nextDeferred('b', 60);
  expect([first?.id, second?.id]).toEqual([ids[0], ids[2]]);
  // One at a time of each.
  expect(await nextDeferred('c', 60)).toBeUndefined();
});

it('a workspace that had its turn comes after one that had none, whoever asked first', async () => {
  const [one, two] = [await makeCase(), await makeCase()];
  const [early, later] = [await queue(one.member.ctx), await queue(one.member.ctx)];
  const other = await queue(two.member.ctx);
  for (const { tenant } of [one, two]) await allow(tenant, 1_000_000);
  expect((await nextDeferred('a', 60))?.id).toBe(early.id);
  await cancelDeferred(one.member.ctx, early.id);
  expect((await nextDeferred('a', 60))?.id).toBe(other.id);
  expect((await nextDeferred('b', 60))?.id).toBe(later.id);
});
