import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { editAsTwo } from '@/e2e/support/edit-as-two';
import { indexText } from '@/e2e/support/index-text';
import { makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { periodAt } from '@/lib/budget/periods';
import { runAllDeferred } from '@/lib/deferred/start-deferred';
import { newId } from '@/lib/ids';
import { platformAccount } from '@/lib/llm/account';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import { upstreamOf } from '@/lib/llm/upstream/upstream';
import { log } from '@/lib/log';
import type { TenantContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import type { BudgetRule, Policy } from '@/lib/tenancy/schema';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { answer } from './answer';
import { QuestionEmbedding } from './question-embedding';
import type { AnswerEvent, AnswerRequest } from './schema';

const QUESTION = 'Which flights does the travel desk approve?';
const SONNET = 'claude-sonnet-5-5';
let worker: TestWorker;

beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
  await ensureLocalModel({ firstTokenMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY });
}, 300_000);
afterEach(() =>
  asSuperuser("update deferred_answer set state = 'cancelled' where ended_at is null"),
);
afterAll(async () => {
  await worker.close();
  await closeLocalModel();
});

const month = (rule: Pick<BudgetRule, 'scope' | 'tokens'> & Partial<BudgetRule>): BudgetRule => ({
  ...{ subject: null, period: 'month', priceNano: null, softPercent: null, graceMinutes: null },
  ...rule,
});

/** A workspace with a document that answers the question; `edit` gives it another policy and a context under that. */
async function makeCase() {
  const { ctx, session, slug } = await makeTenant('professional');
  await indexText(worker, ctx, {
    name: 'Handbook.md',
    text: '# Travel\n\nThe travel desk approves every flight above 900 euros.',
  });
  const edit = async (changes: Partial<Policy>) => {
    const { policyVersion, tenantId } = await verifyTenantSession(session, slug);
    await editAsTwo({
      tenantId,
      basedOn: policyVersion,
      policy: { ...PLAN_DEFAULTS.professional, maxDocuments: 7, ...changes },
      reason: 'For the test',
    });
    return verifyTenantSession(session, slug);
  };
  return { ctx, edit };
}

async function ask(
  ctx: TenantContext,
  request: Partial<AnswerRequest> = {},
): Promise<AnswerEvent | undefined> {
  const { signal } = new AbortController();
  const asked = { question: QUESTION, model: SONNET, ...request } as AnswerRequest;
  let last: AnswerEvent | undefined;
  for await (const event of answer(ctx, asked, { signal })) last = event;
  return last;
}

/** Of the person's month. */
async function use({ tenantId, timeZone, principal }: TenantContext, tokens: number) {
  await asSuperuser(
    `insert into budget_counter (tenant_id, scope, scope_id, period, period_start, used_tokens)
     values ($1, 'user', $2, 'month', $3, $4)
     on conflict (tenant_id, scope, scope_id, period, period_start) do update set used_tokens = $4`,
    [tenantId, principal.id, periodAt('month', timeZone, new Date()).start, tokens],
  );
}

const waiting = ({ tenantId }: TenantContext) =>
  asSuperuser('select state from deferred_answer where tenant_id = $1', [tenantId]);

/** Whatever the queue waits for, it tries now. */
const tryNow = async ({ tenantId }: TenantContext) => {
  await asSuperuser(
    "update deferred_answer set tried_at = '-infinity', locked_until = null where tenant_id = $1",
    [tenantId],
  );
  await runAllDeferred();
};

const holds = ({ tenantId }: TenantContext, state: 'held' | 'settled') =>
  asSuperuser(
    'select model, bound_input_tokens from reservation where tenant_id = $1 and state = $2',
    [tenantId, state],
  );

describe('a question’s own embedding', () => {
  it.each([false, true])(
    'has its place in a budget that the answer would use up (can wait: %s)',
    async (deferrable) => {
      const { ctx, edit } = await makeCase();
      expect(await ask(ctx)).toMatchObject({ type: 'done' });
      const call = (await holds(ctx, 'settled')).find(({ model }) => model === SONNET);
      const tokens = Number(call?.bound_input_tokens) + 900;
      const strict = await edit({
        budgets: [month({ scope: 'feature', subject: 'chat', tokens })],
      });
      expect(await ask(strict, { deferrable })).toMatchObject({
        type: 'done',
        downgraded: { because: { scope: 'feature' } },
      });
    },
  );

  it('that no budget has room to book is said in the log', async () => {
    const { edit } = await makeCase();
    const ctx = await edit({ budgets: [month({ scope: 'feature', subject: 'chat', tokens: 5 })] });
    const said = vi.spyOn(log, 'warn');
    const embedding = new QuestionEmbedding();
    embedding.tokens = 9;
    const requestId = newId();
    await embedding.finish(ctx, { requestId, feature: 'chat' });
    expect(said).toHaveBeenCalledWith(
      expect.objectContaining({ requestId, tenant: ctx.tenantId, tokens: 9 }),
      expect.any(String),
    );
  });

  // Last: it leaves the model slow.
  it('is not held of one that goes back to wait because no stand-in has room', async () => {
    const { edit } = await makeCase();
    const ctx = await edit({
      fallback: 'cheaper_model',
      budgets: [month({ scope: 'user', tokens: 100_000 })],
    });
    await use(ctx, 100_000);
    expect(await ask(ctx, { deferrable: true })).toMatchObject({ type: 'deferred' });

    const upstream = upstreamOf(await platformAccount(), SONNET);
    const calls: ReturnType<typeof upstream.enter>[] = [];
    while (!upstream.full) calls.push(upstream.enter({ tenantId: ctx.tenantId, streamed: true }));
    await tryNow(ctx);
    expect(await waiting(ctx)).toMatchObject([{ state: 'waiting' }]);
    expect(await holds(ctx, 'held')).toEqual([]);

    for (const call of calls) call.ended('answered');
    await use(ctx, 0);
    await tryNow(ctx);
    expect(await waiting(ctx)).toMatchObject([{ state: 'done' }]);
  });
});
