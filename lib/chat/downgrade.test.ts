import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexText } from '@/e2e/support/index-text';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { boundedChoice, boundOf } from '@/lib/budget/bounds';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import type { LocalModel } from '@/lib/llm/local/local-model';
import { priceBookFor } from '@/lib/metering/price-book';
import type { TenantContext } from '@/lib/tenancy/context';
import type { BudgetRule } from '@/lib/tenancy/schema';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { readNotices, readOwnBudgetRules } from '@/lib/usage/budgets/queries';
import { setOwnBudgets } from '@/lib/usage/budgets/set-own-budgets';
import { answer } from './answer';
import { listConversations, readConversation } from './queries';
import type { AnswerEvent } from './schema';

const QUESTION = 'Which flights does the travel desk approve?';
const HAIKU = 'claude-haiku-5-5';
const SONNET = 'claude-sonnet-5-5';

let model: LocalModel;
let worker: TestWorker;
beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
  model = await ensureLocalModel();
  model.configure({ firstTokenMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY });
}, 300_000);
afterAll(async () => {
  await worker.close();
  await closeLocalModel();
});

/** A tenant with a document and somebody whose budgets its owner sets. */
async function makeCase() {
  const tenant = await makeTenant('professional');
  await indexText(worker, tenant.ctx, {
    name: 'Handbook.md',
    text: '# Travel\n\nThe travel desk approves every flight above 900 euros.',
  });
  return { tenant, member: await makeMember(tenant) };
}

async function allow(
  tenant: MadeTenant,
  limits: Partial<BudgetRule>,
  forbid: { downgradeModel?: boolean; downgradeLength?: boolean } = {},
): Promise<void> {
  const { version } = await readOwnBudgetRules(tenant.ctx);
  const rule = { scope: 'user', subject: null, period: 'month', tokens: null } as const;
  await setOwnBudgets(tenant.ctx, {
    basedOn: version,
    reason: 'For the test',
    ownBudgets: [{ ...rule, priceNano: null, softPercent: null, graceMinutes: null, ...limits }],
    downgradeModel: true,
    downgradeLength: true,
    ...forbid,
  });
}

async function ask(ctx: TenantContext, wanted?: typeof HAIKU): Promise<AnswerEvent | undefined> {
  const { signal } = new AbortController();
  let last: AnswerEvent | undefined;
  for await (const event of answer(ctx, { question: QUESTION, model: wanted }, { signal }))
    last = event;
  return last;
}

/**
 * What one question holds at least by the wanted model and the longest answer: where the budget is short, its
 * input is what the provider counts, with a margin.
 */
async function worstCase({ ctx }: MadeTenant): Promise<{ price: bigint; input: number }> {
  await ask(ctx);
  const [held] = await withTenantSql(ctx, (sql) =>
    sql<{ input: bigint; output: bigint }>(
      `select bound_input_tokens as input, bound_output_tokens as output
       from reservation where tenant_id = :tenant and call_ordinal = 0 order by created_at desc limit 1`,
    ),
  );
  const counted = model.log.entries.at(-1)?.inputTokens;
  if (!held || !counted) throw new Error('Nothing was held.');
  const input = Math.ceil(counted * 1.05) + 64;
  // With room enough nobody counts, and the bytes bound the input.
  expect(Number(held.input)).toBeGreaterThan(input);
  const choice = boundedChoice(await priceBookFor(ctx.plan), SONNET, input);
  return { price: boundOf(choice, Number(held.output)).price, input };
}

const usedBy = async (ctx: TenantContext) =>
  (
    await withTenantSql(ctx, (sql) =>
      sql<{ used_tokens: bigint; held_tokens: bigint; used_nano: bigint }>(
        `select used_tokens, held_tokens, used_nano from budget_counter
         where tenant_id = :tenant and scope = 'user' and scope_id = $1`,
        [ctx.principal.id],
      ),
    )
  )[0];

describe('an answer that does not fit in a budget', () => {
  let tenant: MadeTenant;
  let member: Awaited<ReturnType<typeof makeMember>>;
  let worst: Awaited<ReturnType<typeof worstCase>>;
  const current = () => verifyTenantSession(member.session, tenant.slug);

  beforeAll(async () => {
    ({ tenant, member } = await makeCase());
    worst = await worstCase(tenant);
  });

  it('is written by the cheaper model, and says so, also when it is read again', async () => {
    await allow(tenant, { priceNano: (worst.price - 1n).toString() });
    const ctx = await current();
    const done = await ask(ctx);
    const downgraded = {
      from: SONNET,
      model: HAIKU,
      because: { scope: 'user', period: 'month', unit: 'price' },
    };
    expect(done).toMatchObject({ type: 'done', model: HAIKU, downgraded });
    const [{ id } = { id: '' }] = await listConversations(ctx);
    const { messages } = await readConversation(ctx, id);
    expect(messages.map((message) => message.downgraded)).toEqual([undefined, downgraded]);
    const rows = await withTenantSql(ctx, (sql) =>
      sql(
        `select r.model, r.downgraded, l.model as booked from request r
         join ledger_entry l on l.tenant_id = r.tenant_id and l.request_id = r.id and l.call_ordinal = 0
         where r.tenant_id = :tenant and r.downgraded is not null`,
      ),
    );
    expect(rows).toEqual([{ model: HAIKU, downgraded, booked: HAIKU }]);
    expect(model.log.entries.at(-1)).toMatchObject({ model: HAIKU });
  });

  it('is cut where tokens are short, on the counter that an edit in mid-period leaves as it is', async () => {
    const before = await usedBy(await current());
    expect(before?.used_tokens).toBeGreaterThan(0n);
    const tokens = Number(before?.used_tokens) + worst.input + 400;
    await allow(tenant, { tokens });
    const ctx = await current();
    expect(await ask(ctx)).toMatchObject({
      type: 'done',
      model: SONNET,
      downgraded: { from: SONNET, outputTokens: 400, because: { unit: 'tokens' } },
    });
    const after = await usedBy(ctx);
    expect(after?.used_tokens).toBeGreaterThan(before?.used_tokens ?? 0n);
    expect(after?.held_tokens).toBe(0n);
  });

  it('is as wanted where the cheaper model was wanted', async () => {
    await allow(tenant, { tokens: 20_000, softPercent: 1 });
    const done = await ask(await current(), HAIKU);
    expect(done).toMatchObject({ type: 'done', model: HAIKU });
    expect(done).not.toHaveProperty('downgraded');
    const [notice] = await readNotices(tenant.ctx, { unread: true });
    expect(notice).toMatchObject({ scope: 'user', scopeId: member.id, unit: 'tokens', percent: 1 });
  });

  it('is refused rather than cut below the useful minimum, with all that the reader needs', async () => {
    const used = Number((await usedBy(await current()))?.used_tokens);
    const limit = used + worst.input + 299;
    await allow(tenant, { tokens: limit });
    expect(await ask(await current())).toMatchObject({
      type: 'error',
      error: {
        code: 'budget_exhausted',
        retryAfter: expect.any(Number),
        limit: {
          name: 'tokens_per_month',
          scope: 'user',
          scopeId: member.id,
          limit,
          used,
          reserved: 0,
          needed: worst.input + 300,
          resetsAt: expect.stringMatching(/-01T00:00:00/),
          remedy: expect.stringMatching(/administrator/),
        },
      },
    });
    const [notice] = await readNotices(tenant.ctx, { unread: true });
    expect(notice).toMatchObject({
      scope: 'user',
      scopeId: member.id,
      name: 'Test',
      percent: 0,
    });
  });

  it('is refused where the tenant forbids what would fit', async () => {
    const used = await usedBy(await current());
    const priceNano = ((used?.used_nano ?? 0n) + worst.price - 1n).toString();
    await allow(tenant, { priceNano }, { downgradeModel: false, downgradeLength: false });
    const before = await listConversations(await current());
    expect(await ask(await current())).toMatchObject({
      type: 'error',
      error: { code: 'budget_exhausted', limit: { name: 'price_per_month', unit: 'nano_usd' } },
      discarded: true,
    });
    expect(await listConversations(await current())).toEqual(before);
    const [{ id } = { id: '' }] = before;
    const { messages } = await readConversation(await current(), id);
    const { signal } = new AbortController();
    for await (const _event of answer(
      await current(),
      { question: QUESTION, model: SONNET, conversationId: id },
      { signal },
    ));
    expect((await readConversation(await current(), id)).messages).toEqual(messages);
    await allow(tenant, { priceNano }, { downgradeModel: false });
    expect(await ask(await current())).toMatchObject({
      downgraded: { outputTokens: expect.any(Number) },
    });
  });

  it('is refused with the true figures also by a budget that could take nothing at all', async () => {
    const used = await usedBy(await current());
    await allow(tenant, { priceNano: ((used?.used_nano ?? 0n) + 1n).toString() });
    expect(await ask(await current())).toMatchObject({
      error: { limit: { used: used?.used_nano.toString(), reserved: '0' } },
    });
  });

  it('leaves a colleague’s budget alone', async () => {
    const colleague = await makeMember(tenant);
    expect(await ask(colleague.ctx)).not.toHaveProperty('error');
  });
});
