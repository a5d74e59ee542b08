import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { indexText } from '@/e2e/support/index-text';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { readDocumentText } from '@/lib/documents/read-passage';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import type { LocalModel } from '@/lib/llm/local/local-model';
import { DEFAULT_SETTINGS } from '@/lib/llm/local/settings';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import { answer } from './answer';
import { deleteConversation } from './change-conversation';
import { listConversations, readConversation } from './queries';
import type { AnswerEvent, AnswerRequest } from './schema';

const HANDBOOK = `# Travel

Employees may book flights up to 14 days before departure. The travel desk approves every flight above 900 euros.

# Remote work

Remote work is allowed on three days of each week. The equipment allowance is 640 euros a year.`;

let model: LocalModel;
let tenant: MadeTenant;
let worker: TestWorker;

async function ask(
  ctx: TenantContext,
  request: AnswerRequest,
  options: { stopAfter?: number } = {},
): Promise<AnswerEvent[]> {
  const stop = new AbortController();
  const events: AnswerEvent[] = [];
  let seen = 0;
  for await (const event of answer(ctx, request, { signal: stop.signal })) {
    events.push(event);
    if (event.type === 'text') seen += event.text.length;
    if (options.stopAfter !== undefined && seen >= options.stopAfter) stop.abort();
  }
  return events;
}

const textOf = (events: AnswerEvent[]) =>
  events.map((e) => (e.type === 'text' ? e.text : '')).join('');
const last = (events: AnswerEvent[]) => events.at(-1);
const rows = <Row extends object>(ctx: TenantContext, table: string) =>
  withTenantSql(ctx, (sql) => sql<Row>(`select * from ${table} where tenant_id = :tenant`));
/** Of models that answer. */
const callRows = async <Row extends object>(
  ctx: TenantContext,
  table: 'reservation' | 'ledger_entry',
) =>
  (await rows<Row & { model: string }>(ctx, table)).filter(
    ({ model }) => model !== EMBEDDING_MODEL,
  );

beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
  model = await ensureLocalModel();
  tenant = await makeTenant('professional');
  await indexText(worker, tenant.ctx, { name: 'Handbook.md', text: HANDBOOK });
}, 300_000);
afterEach(() =>
  model.configure({
    ...DEFAULT_SETTINGS,
    firstTokenMs: 0,
    tokensPerSecond: Number.POSITIVE_INFINITY,
  }),
);
afterAll(async () => {
  await worker.close();
  await closeLocalModel();
});

describe('an answer', () => {
  it('streams text with citations that lie at their place in the document', async () => {
    const events = await ask(tenant.ctx, {
      question: 'Which flights does the travel desk approve?',
    });
    expect(textOf(events)).toContain('900 euros');
    const citations = events.flatMap((e) => (e.type === 'citation' ? [e.citation] : []));
    expect(citations.length).toBeGreaterThan(0);
    for (const citation of citations) {
      const document = await readDocumentText(tenant.ctx, citation.documentId);
      expect(document.text.slice(citation.start, citation.end)).toBe(citation.quote);
      expect(citation.textOffset).toBeLessThanOrEqual(textOf(events).length);
    }
    expect(last(events)).toMatchObject({ type: 'done', outcome: 'ok', model: 'claude-sonnet-5-5' });
  });

  it('is one request, one ledger row equal to what the model billed, one audit entry and one conversation', async () => {
    const { ctx } = await makeTenant('professional');
    await indexText(worker, ctx, { name: 'Handbook.md', text: HANDBOOK });
    const events = await ask(ctx, { question: 'How many days of remote work are allowed?' });
    const [ledger] = await callRows<{
      input_tokens: bigint;
      output_tokens: bigint;
      request_id: string;
    }>(ctx, 'ledger_entry');
    const [request] = await rows<{
      id: string;
      outcome: string;
      price_nano: bigint;
      first_token_ms: number;
    }>(ctx, 'request');
    const [held] = await callRows<{ id: string; state: string }>(ctx, 'reservation');
    const billed = model.log.entries.find((entry) => entry.clientRequestId === held?.id);
    expect(ledger).toMatchObject({
      input_tokens: BigInt(billed?.inputTokens ?? -1),
      output_tokens: BigInt(billed?.outputTokens ?? -1),
      request_id: request?.id,
    });
    expect(request).toMatchObject({ outcome: 'ok' });
    expect(held?.state).toBe('settled');
    const done = last(events);
    expect(done?.type === 'done' && BigInt(done.priceNano)).toBe(request?.price_nano);
    const audit = await rows<{ action: string; detail: { documents: string[] } }>(
      ctx,
      'audit_entry',
    );
    const answers = audit.filter((entry) => entry.action === 'answer.create');
    expect(answers).toHaveLength(1);
    expect(answers[0]?.detail.documents).toHaveLength(1);
    const [conversation] = await listConversations(ctx);
    expect(conversation?.title).toBe('How many days of remote work are allowed?');
  });

  it('keeps what came before a stop, and charges for it once', async () => {
    const { ctx } = await makeTenant('professional');
    await indexText(worker, ctx, { name: 'Handbook.md', text: HANDBOOK });
    model.configure({ firstTokenMs: 1, tokensPerSecond: 20 });
    const events = await ask(
      ctx,
      { question: 'What does the handbook say about flights?' },
      { stopAfter: 5 },
    );
    expect(last(events)).toMatchObject({ type: 'done', outcome: 'stopped' });
    const [conversation] = await listConversations(ctx);
    const { messages } = await readConversation(ctx, conversation?.id ?? '');
    expect(messages.map((m) => [m.author, m.state])).toEqual([
      ['user', 'complete'],
      ['assistant', 'stopped'],
    ]);
    expect(messages[1]?.text).toBe(textOf(events));
    expect(await callRows(ctx, 'ledger_entry')).toMatchObject([
      { outcome: 'incomplete', estimated: true },
    ]);
    expect(
      (await rows<{ held_tokens: bigint }>(ctx, 'budget_counter')).every(
        (c) => c.held_tokens === 0n,
      ),
    ).toBe(true);
  });

  it('is recorded and audited also when its conversation is deleted while it streams', async () => {
    const { ctx } = await makeTenant('professional');
    await indexText(worker, ctx, { name: 'Handbook.md', text: HANDBOOK });
    model.configure({ firstTokenMs: 1, tokensPerSecond: 200 });
    const events: AnswerEvent[] = [];
    const question = { question: 'What does the handbook say about flights?' };
    for await (const event of answer(ctx, question, { signal: new AbortController().signal })) {
      const first = event.type === 'text' && !events.some((before) => before.type === 'text');
      events.push(event);
      const [conversation] = first ? await listConversations(ctx) : [];
      if (conversation) await deleteConversation(ctx, conversation.id);
    }
    expect(textOf(events)).toContain('14 days');
    expect(last(events)).toMatchObject({ type: 'error', error: { code: 'not_found' } });
    const audit = await rows<{ action: string; detail: Record<string, unknown> }>(
      ctx,
      'audit_entry',
    );
    expect(audit.find((entry) => entry.action === 'answer.create')?.detail).toMatchObject({
      documents: [expect.any(String)],
      state: 'complete',
    });
    const [ledger] = await callRows<{ price_nano: bigint }>(ctx, 'ledger_entry');
    expect(await rows(ctx, 'request')).toMatchObject([
      { outcome: 'ok', price_nano: ledger?.price_nano },
    ]);
  });

  it('says when nothing was found, without calling a model', async () => {
    const { ctx } = await makeTenant('professional');
    const events = await ask(ctx, { question: 'What is the boiling point of tungsten?' });
    expect(textOf(events)).toMatch(/found nothing/);
    expect(last(events)).toMatchObject({ type: 'done', priceNano: '0', model: undefined });
    expect(await callRows(ctx, 'ledger_entry')).toEqual([]);
    expect(await rows(ctx, 'request')).toMatchObject([{ outcome: 'ok', passages: 0 }]);
  });

  it('never quotes another tenant, whose documents answer the question', async () => {
    const stranger = await makeTenant('professional');
    await indexText(worker, stranger.ctx, {
      name: 'Notes.md',
      text: 'The office plant is a ficus called Bernard. It stands beside the printer.',
    });
    const events = await ask(stranger.ctx, {
      question: 'What is the equipment allowance for remote work?',
    });
    expect(JSON.stringify(events)).not.toContain('640');
  });

  it('names the limit when there is one, and keeps no half of an exchange', async () => {
    const { ctx } = await makeTenant('free');
    for (let n = 0; n < 10; n++) await ask(ctx, { question: 'Anything?' });
    const events = await ask(ctx, { question: 'One more?' });
    expect(events).toHaveLength(1);
    expect(last(events)).toMatchObject({
      type: 'error',
      error: {
        code: 'rate_limited',
        limit: { name: 'requests_per_minute', limit: 10, scope: 'tenant' },
      },
    });
    expect(await listConversations(ctx)).toHaveLength(10);
    expect(
      (await rows<{ outcome: string }>(ctx, 'request')).filter((r) => r.outcome === 'refused'),
    ).toHaveLength(1);
  });

  it('stores the question and releases its hold when the model is overloaded', async () => {
    const { ctx } = await makeTenant('professional');
    await indexText(worker, ctx, { name: 'Handbook.md', text: HANDBOOK });
    model.configure({ overloadedShare: 1 });
    const events = await ask(ctx, { question: 'How large is the equipment allowance?' });
    expect(last(events)).toMatchObject({ type: 'error', error: { code: 'model_overloaded' } });
    // The model that was wanted, then the cheaper one that its policy would have liked.
    expect(await callRows(ctx, 'ledger_entry')).toMatchObject([
      { outcome: 'failed', price_nano: 0n, call_ordinal: 0 },
      { outcome: 'failed', price_nano: 0n, call_ordinal: 1 },
    ]);
    const [conversation] = await listConversations(ctx);
    const { messages } = await readConversation(ctx, conversation?.id ?? '');
    expect(messages.at(-1)).toMatchObject({ state: 'failed', errorCode: 'model_overloaded' });
  });

  it('refuses a model outside the plan, an empty and an endless question', async () => {
    const { ctx } = await makeTenant('free');
    expect(last(await ask(ctx, { question: 'Hi there', model: 'claude-opus-5-5' }))).toMatchObject({
      error: { code: 'model_not_allowed' },
    });
    expect(last(await ask(ctx, { question: '   ' }))).toMatchObject({
      error: { code: 'invalid_input' },
    });
    expect(last(await ask(ctx, { question: 'x'.repeat(8_001) }))).toMatchObject({
      error: { code: 'invalid_input', message: expect.stringContaining('8,000') },
    });
  });

  it('goes on in a conversation, and nobody else can', async () => {
    const first = await ask(tenant.ctx, { question: 'How many days of remote work are allowed?' });
    const started = first.find((e) => e.type === 'started');
    const conversationId = started?.type === 'started' ? started.conversationId : '';
    await ask(tenant.ctx, { question: 'And the allowance?', conversationId });
    expect((await readConversation(tenant.ctx, conversationId)).messages).toHaveLength(4);
    const stranger = await makeTenant('professional');
    expect(last(await ask(stranger.ctx, { question: 'And then?', conversationId }))).toMatchObject({
      error: { code: 'not_found' },
    });
    await expect(readConversation(stranger.ctx, conversationId)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(deleteConversation(stranger.ctx, conversationId)).rejects.toMatchObject({
      code: 'not_found',
    });
    await deleteConversation(tenant.ctx, conversationId);
    await expect(readConversation(tenant.ctx, conversationId)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
