import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { editAsTwo } from '@/e2e/support/edit-as-two';
import { indexText } from '@/e2e/support/index-text';
import { makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { FIRST_EMBEDDING } from '@/lib/budget/reserve-embedding';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { platformAccount } from '@/lib/llm/account';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import type { LocalModel } from '@/lib/llm/local/local-model';
import { upstreamOf } from '@/lib/llm/upstream/upstream';
import type { TenantContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import type { Policy } from '@/lib/tenancy/schema';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { answer } from './answer';
import { listConversations, readConversation } from './queries';
import { QUOTED_ONLY } from './quote-passages';
import type { AnswerEvent } from './schema';

const QUESTION = 'Which flights does the travel desk approve?';
const FACT = 'The travel desk approves every flight above 900 euros.';
const HAIKU = 'claude-haiku-5-5';
const SONNET = 'claude-sonnet-5-5';

let model: LocalModel;
let worker: TestWorker;
beforeAll(() => {
  worker = startTestWorker();
  worker.start();
});
beforeEach(async () => {
  // At an address of its own, so that no test's failures are remembered by the next.
  model = await ensureLocalModel({ firstTokenMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY });
});
afterEach(closeLocalModel);
afterAll(() => worker.close());

/** A tenant with a document whose policy is as given. */
async function makeCase(changes: Partial<Policy>): Promise<TenantContext> {
  const { ctx, session, slug } = await makeTenant('professional');
  await indexText(worker, ctx, { name: 'Handbook.md', text: `# Travel\n\n${FACT}` });
  await editAsTwo({
    tenantId: ctx.tenantId,
    basedOn: ctx.policyVersion,
    policy: { ...PLAN_DEFAULTS.professional, maxDocuments: 7, ...changes },
    reason: 'For the test',
  });
  return verifyTenantSession(session, slug);
}

async function ask(ctx: TenantContext): Promise<AnswerEvent[]> {
  const events: AnswerEvent[] = [];
  const { signal } = new AbortController();
  for await (const event of answer(ctx, { question: QUESTION, model: SONNET }, { signal }))
    events.push(event);
  return events;
}

const calls = (ctx: TenantContext) =>
  withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; model: string; outcome: string }>(
      `select tenant_id, model, outcome from ledger_entry
       where tenant_id = :tenant and call_ordinal < ${FIRST_EMBEDDING} order by call_ordinal`,
    ),
  );

async function lastMessage(ctx: TenantContext) {
  const [conversation] = await listConversations(ctx);
  return (await readConversation(ctx, conversation?.id ?? '')).messages.at(-1);
}

/** The breaker of the platform's Sonnet, as failures of two others leave it. */
async function breakSonnet(): Promise<void> {
  const upstream = upstreamOf(await platformAccount(), SONNET);
  const [a, b] = [newId(), newId()];
  for (const tenantId of [a, a, b, b, b])
    upstream.enter({ tenantId, streamed: true }).ended('upstream_failed');
}

describe('a policy that falls back to a cheaper model', () => {
  it('has it answer under a hold of its own, and says so', async () => {
    const ctx = await makeCase({ fallback: 'cheaper_model' });
    model.configure({ fault: { kind: 'status', status: 500, times: 1 } });
    const downgraded = { from: SONNET, model: HAIKU, because: { unavailable: 'model' } };
    const events = await ask(ctx);
    expect(events.at(-1)).toMatchObject({ type: 'done', model: HAIKU, downgraded });
    expect(await lastMessage(ctx)).toMatchObject({ state: 'complete', downgraded });
    expect(await calls(ctx)).toMatchObject([
      { model: SONNET, outcome: 'failed' },
      { model: HAIKU, outcome: 'complete' },
    ]);
  });

  it('asks the broken one nothing while its breaker is open', async () => {
    const ctx = await makeCase({ fallback: 'cheaper_model' });
    await breakSonnet();
    expect((await ask(ctx)).at(-1)).toMatchObject({ type: 'done', model: HAIKU });
    expect(model.log.entries.map((entry) => entry.model)).toEqual([HAIKU]);
    expect(await calls(ctx)).toMatchObject([{ model: HAIKU, outcome: 'complete' }]);
  });

  it('does not where the tenant forbids cheaper models', async () => {
    const ctx = await makeCase({ fallback: 'cheaper_model', downgradeModel: false });
    await breakSonnet();
    expect((await ask(ctx)).at(-1)).toMatchObject({ error: { code: 'model_unavailable' } });
    expect(await calls(ctx)).toEqual([]);
  });

  it('says what the first call cost where that is not known', async () => {
    const ctx = await makeCase({ fallback: 'cheaper_model' });
    model.configure({ fault: { kind: 'cut', afterTokens: 0, times: 1 } });
    const done = (await ask(ctx)).at(-1);
    const [booked] = await withTenantSql(ctx, (sql) =>
      sql<{ tenant_id: string; price: bigint }>(
        `select tenant_id, sum(price_nano)::bigint as price from ledger_entry
         where tenant_id = :tenant group by tenant_id`,
      ),
    );
    expect(done).toMatchObject({ type: 'done', priceNano: String(booked?.price) });
    expect(await calls(ctx)).toMatchObject([{ outcome: 'unknown' }, { outcome: 'complete' }]);
  });

  it('leaves an answer that broke off as it is', async () => {
    const ctx = await makeCase({ fallback: 'cheaper_model' });
    model.configure({ fault: { kind: 'cut', afterTokens: 5 } });
    expect((await ask(ctx)).at(-1)).toMatchObject({ error: { code: 'model_unavailable' } });
    expect(await calls(ctx)).toHaveLength(1);
  });
});

describe('a policy that falls back to retrieval alone', () => {
  it('quotes the passages, cited and free of charge, and says so', async () => {
    const ctx = await makeCase({ fallback: 'retrieval_only' });
    model.configure({ fault: { kind: 'status', status: 500 } });
    const events = await ask(ctx);
    const downgraded = { from: SONNET, passagesOnly: true, because: { unavailable: 'model' } };
    expect(events.at(-1)).toMatchObject({
      type: 'done',
      model: undefined,
      priceNano: '0',
      downgraded,
    });
    const message = await lastMessage(ctx);
    expect(message).toMatchObject({ state: 'complete', downgraded });
    expect(message?.text).toBe(`${QUOTED_ONLY}\n\n> ${FACT}`);
    expect(message?.citations).toMatchObject([{ ordinal: 1, quote: FACT }]);
    expect(events.filter((event) => event.type === 'citation')).toHaveLength(1);
  });
});

describe('a policy that wants the error', () => {
  it('has it, with the time to come back, before anything is stored or searched', async () => {
    const ctx = await makeCase({ fallback: 'error' });
    await breakSonnet();
    expect(await ask(ctx)).toMatchObject([
      { type: 'error', error: { code: 'model_unavailable', retryAfter: 10 } },
    ]);
    expect(await listConversations(ctx)).toEqual([]);
    expect(model.log.entries).toEqual([]);
  });
});
