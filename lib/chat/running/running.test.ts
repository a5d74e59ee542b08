import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { indexText } from '@/e2e/support/index-text';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import type { LocalModel } from '@/lib/llm/local/local-model';
import { DEFAULT_SETTINGS } from '@/lib/llm/local/settings';
import type { TenantContext } from '@/lib/tenancy/context';
import { readConversation } from '../queries';
import type { AnswerRequest, PlacedEvent } from '../schema';
import { followRunning } from './follow-running';
import { listRunning } from './list-running';
import { startRunning } from './start-running';
import { stopRunning } from './stop-running';

const LEASE = `# Lease

The notice period is 30 days. The rent is 900 euros. The deposit is three rents. Pets are allowed when the owner agrees.`;
const never = new AbortController().signal;

let model: LocalModel;
let tenant: MadeTenant;
let worker: TestWorker;
beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
  model = await ensureLocalModel();
  tenant = await makeTenant('professional');
  await indexText(worker, tenant.ctx, { name: 'Lease.md', text: LEASE });
}, 300_000);
const FAST = { firstTokenMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY };
afterEach(() => model.configure({ ...DEFAULT_SETTINGS, ...FAST }));
afterAll(async () => {
  await worker.close();
  await closeLocalModel();
});

const QUESTION = 'How long is the notice period, and what is the rent?';

async function start(ctx: TenantContext, request: Partial<AnswerRequest> = {}, id = newId()) {
  const asked = { question: QUESTION, ...request };
  const started = await startRunning(ctx, asked, { streamId: id, onAdmitted: () => {} });
  return { id, done: started?.done };
}

async function read(ctx: TenantContext, id: string, after = 0): Promise<PlacedEvent[]> {
  const events: PlacedEvent[] = [];
  for await (const event of await followRunning(ctx, { id, after }, never)) events.push(event);
  return events;
}

/** Reads until the first words have come, and leaves. */
async function firstWords(ctx: TenantContext, id: string) {
  const left = new AbortController();
  let place = 0;
  let conversationId = '';
  for await (const event of await followRunning(ctx, { id, after: 0 }, left.signal)) {
    place = event.place;
    if (event.type === 'started') conversationId = event.conversationId;
    if (event.type === 'text') left.abort();
  }
  return { place, conversationId };
}

const textOf = (events: PlacedEvent[]) =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('');
const slowly = () => model.configure({ ...DEFAULT_SETTINGS, firstTokenMs: 0, tokensPerSecond: 20 });

describe('an answer that runs on its own', () => {
  it('goes on when its reader leaves, and is followed from where it was', async () => {
    slowly();
    const { id, done } = await start(tenant.ctx);
    const { place, conversationId } = await firstWords(tenant.ctx, id);
    expect(await listRunning(tenant.ctx, conversationId)).toMatchObject([
      { streamId: id, question: QUESTION },
    ]);
    const [rest, whole] = await Promise.all([read(tenant.ctx, id, place), read(tenant.ctx, id)]);
    await done;
    expect(rest).toEqual(whole.slice(place));
    expect(whole.map((event) => event.place)).toEqual(whole.map((_, n) => n + 1));
    expect(whole.at(-1)).toMatchObject({ type: 'done', outcome: 'ok' });
    const { messages } = await readConversation(tenant.ctx, conversationId);
    expect(messages.at(-1)).toMatchObject({ state: 'complete', text: textOf(whole) });
    expect(await listRunning(tenant.ctx, conversationId)).toEqual([]);
  });

  it('is begun once, however often it is asked for under one id', async () => {
    const { id, done } = await start(tenant.ctx);
    const again = await start(tenant.ctx, {}, id);
    await done;
    expect(again.done).toBeUndefined();
    expect((await read(tenant.ctx, id)).filter(({ type }) => type === 'started')).toHaveLength(1);
  });

  it('is stopped by its person, keeps what had come, and says what that cost', async () => {
    slowly();
    const { id, done } = await start(tenant.ctx);
    const { conversationId } = await firstWords(tenant.ctx, id);
    await stopRunning(tenant.ctx, id);
    await done;
    const last = (await read(tenant.ctx, id)).at(-1);
    expect(last).toMatchObject({ type: 'done', outcome: 'stopped' });
    const stored = (await readConversation(tenant.ctx, conversationId)).messages.at(-1);
    expect(stored?.text).not.toBe('');
    expect(stored).toMatchObject({ state: 'stopped' });
    if (last?.type !== 'done' || !stored?.billed) throw new Error('Nothing was said of its cost.');
    expect(stored.billed.priceNano).toBe(last.priceNano);
    expect(BigInt(last.priceNano)).toBeGreaterThan(0n);
  });

  it('is there for nobody else: a colleague, an owner, another workspace', async () => {
    slowly();
    const [colleague, other] = await Promise.all([makeMember(tenant), makeTenant('professional')]);
    const { id, done } = await start(colleague.ctx);
    const { conversationId } = await firstWords(colleague.ctx, id);
    for (const ctx of [tenant.ctx, other.ctx]) {
      await expect(read(ctx, id)).rejects.toMatchObject({ code: 'not_found' });
      await expect(stopRunning(ctx, id)).rejects.toMatchObject({ code: 'not_found' });
      expect(await listRunning(ctx, conversationId)).toEqual([]);
    }
    await done;
    expect((await read(colleague.ctx, id)).at(-1)).toMatchObject({ type: 'done', outcome: 'ok' });
  });
});

describe('a branch', () => {
  it('is another answer of the same question, a paid request of its own', async () => {
    const { ctx } = tenant;
    const first = await start(ctx);
    await first.done;
    const [started] = await read(ctx, first.id);
    if (started?.type !== 'started') throw new Error('It did not start.');
    const { conversationId, questionId } = started;
    const second = await start(ctx, { conversationId, questionId });
    await second.done;
    const { messages } = await readConversation(ctx, conversationId);
    expect(messages.map(({ author, parentId }) => [author, parentId])).toEqual([
      ['user', null],
      ['assistant', questionId],
      ['assistant', questionId],
    ]);
    const requests = messages.slice(1).map(({ requestId }) => requestId);
    expect(new Set(requests).size).toBe(2);
    const paid = await withTenantSql(ctx, (sql) =>
      sql<{ tenant_id: string; request_id: string }>(
        `select tenant_id, request_id from ledger_entry
         where tenant_id = :tenant and request_id = any($1::uuid[]) and output_tokens > 0`,
        [requests],
      ),
    );
    expect(paid).toHaveLength(2);
  });

  it('is a question in other words behind the same message, and hears nothing of the other branch', async () => {
    const { ctx } = tenant;
    const first = await start(ctx);
    await first.done;
    const [one] = await read(ctx, first.id);
    if (one?.type !== 'started') throw new Error('It did not start.');
    const { conversationId } = one;
    const edited = await start(ctx, { conversationId, parentId: null, question: 'And pets?' });
    await edited.done;
    const [two] = await read(ctx, edited.id);
    expect(two).toMatchObject({ type: 'started', conversationId, parentId: null });
    const next = await start(ctx, { conversationId, question: 'And the deposit?' });
    await next.done;
    const { messages } = await readConversation(ctx, conversationId);
    const pets = messages.find(({ text }) => text === 'And pets?');
    const answered = messages.find(({ parentId }) => parentId === pets?.id);
    // Without a word of where, it follows what was said last.
    expect(messages.find(({ text }) => text === 'And the deposit?')?.parentId).toBe(answered?.id);
  });

  it.each([
    ['a message of another conversation', 'parentId'],
    ['a question of another conversation', 'questionId'],
  ] as const)('cannot follow %s', async (_, field) => {
    const { ctx } = tenant;
    const [one, two] = [await start(ctx), await start(ctx)];
    await Promise.all([one.done, two.done]);
    const [here, there] = await Promise.all([read(ctx, one.id), read(ctx, two.id)]);
    const [mine, other] = [here[0], there[0]];
    if (mine?.type !== 'started' || other?.type !== 'started') throw new Error('Not started.');
    const { conversationId } = mine;
    const { id, done } = await start(ctx, { conversationId, [field]: other.questionId });
    await done;
    expect(await read(ctx, id)).toMatchObject([{ type: 'error', error: { code: 'not_found' } }]);
    expect((await readConversation(ctx, conversationId)).messages).toHaveLength(2);
  });
});
