import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { indexText } from '@/e2e/support/index-text';
import { makeMember } from '@/e2e/support/make-member';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { answer } from '@/lib/chat/answer';
import { listConversations, readConversation } from '@/lib/chat/queries';
import type { AnswerEvent } from '@/lib/chat/schema';
import { changeTenantState } from '@/lib/console/change-tenant-state';
import { closeListeners } from '@/lib/db/listen';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { readUpload } from '@/lib/documents/read-upload';
import { eventStream } from '@/lib/http/event-stream';
import { inFlightDone } from '@/lib/http/in-flight';
import { whileOpen } from '@/lib/http/while-open';
import { revokeSession } from '@/lib/identity/sessions';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import type { LocalModel } from '@/lib/llm/local/local-model';
import { DEFAULT_SETTINGS } from '@/lib/llm/local/settings';
import { removeMember } from '@/lib/people/remove-member';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { openWork } from './open-work';
import { stopTenantWork } from './stop-tenant-work';

const HANDBOOK = `# Travel

Employees may book flights up to 14 days before departure. The travel desk approves every flight above 900 euros.`;
/** What the issue promises, from the change to the closed stream. */
const WITHIN_MS = 2_000;

let model: LocalModel;
let worker: TestWorker;
let operator: PlatformContext;

beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
  model = await ensureLocalModel();
  operator = await makePlatformPerson('operator');
}, 300_000);
afterEach(() => model.configure(DEFAULT_SETTINGS));
afterAll(async () => {
  await worker.close();
  await closeLocalModel();
  await closePools();
});

async function withHandbook(): Promise<MadeTenant> {
  const tenant = await makeTenant('professional');
  await indexText(worker, tenant.ctx, { name: 'Handbook.md', text: HANDBOOK });
  // Half a minute for an answer of this length.
  model.configure({ firstTokenMs: 1, tokensPerSecond: 2 });
  return tenant;
}

const suspend = ({ ctx }: MadeTenant, to: 'suspended' | 'active' = 'suspended') =>
  changeTenantState(operator, { tenantId: ctx.tenantId, to, reason: 'a test' });
const rows = <Row extends object>(ctx: TenantContext, table: string) =>
  withTenantSql(ctx, (sql) => sql<Row>(`select * from ${table} where tenant_id = :tenant`));

/** Asks, ends what `end` ends at the first words, and says how long the answer went on after that. */
async function askAndEnd(ctx: TenantContext, end: () => Promise<unknown>) {
  const events: AnswerEvent[] = [];
  let endedAt = 0;
  const options = { signal: new AbortController().signal };
  for await (const event of answer(ctx, { question: 'Which flights are approved?' }, options)) {
    const first = event.type === 'text' && !events.some((each) => each.type === 'text');
    events.push(event);
    if (!first) continue;
    await end();
    endedAt = performance.now();
  }
  return { events, last: events.at(-1), afterMs: performance.now() - endedAt };
}

/** What a stopped answer leaves, whoever stopped it: one charge, nothing held, what was said. */
async function expectStoppedOnce(ctx: TenantContext): Promise<void> {
  const calls = await rows<{ call_ordinal: number }>(ctx, 'ledger_entry');
  expect(calls.filter((entry) => entry.call_ordinal === 0)).toMatchObject([
    { outcome: 'incomplete', estimated: true },
  ]);
  expect(await rows(ctx, 'request')).toMatchObject([{ outcome: 'stopped' }]);
  const counters = await rows<{ held_tokens: bigint; used_tokens: bigint }>(ctx, 'budget_counter');
  expect(counters.every((c) => c.held_tokens === 0n && c.used_tokens > 0n)).toBe(true);
  const audit = await rows<{ action: string }>(ctx, 'audit_entry');
  expect(audit.filter((entry) => entry.action === 'answer.create')).toHaveLength(1);
}

describe('a workspace that is suspended', () => {
  it('has its answer closed within two seconds, settled once, and its next request refused', async () => {
    const tenant = await withHandbook();
    const { last, afterMs } = await askAndEnd(tenant.ctx, () => suspend(tenant));
    expect(last).toMatchObject({ type: 'done', outcome: 'stopped' });
    expect(afterMs).toBeLessThan(WITHIN_MS);
    await expect(verifyTenantSession(tenant.session, tenant.slug)).rejects.toMatchObject({
      code: 'tenant_suspended',
    });
    // The context of before lives for a minute, and opens nothing.
    expect(await rows(tenant.ctx, 'conversation')).toEqual([]);
    expect(await rows(tenant.ctx, 'document')).toEqual([]);

    await suspend(tenant, 'active');
    const ctx = await verifyTenantSession(tenant.session, tenant.slug);
    await expectStoppedOnce(ctx);
    const [conversation] = await listConversations(ctx);
    const { messages } = await readConversation(ctx, conversation?.id ?? '');
    expect(messages.map((m) => [m.author, m.state])).toEqual([
      ['user', 'complete'],
      ['assistant', 'stopped'],
    ]);
  });

  it('is noticed also when PostgreSQL’s message is lost', async () => {
    const tenant = await withHandbook();
    const { last, afterMs } = await askAndEnd(tenant.ctx, async () => {
      await closeListeners();
      await suspend(tenant);
    });
    expect(last).toMatchObject({ type: 'done', outcome: 'stopped' });
    expect(afterMs).toBeLessThan(WITHIN_MS);
  });

  it('has its event stream closed with a last word', async () => {
    const tenant = await withHandbook();
    const stop = new AbortController();
    const request = { question: 'Which flights are approved?' };
    const response = await whileOpen(
      tenant.ctx,
      new Request('http://localhost/'),
      async (_, ended) =>
        eventStream(answer(tenant.ctx, request, { signal: stop.signal }), {
          onDisconnect: () => stop.abort(),
          ended,
        }),
    );
    const decoder = new TextDecoder();
    let text = '';
    let suspendedAt = 0;
    for await (const bytes of response.body as ReadableStream<Uint8Array> &
      AsyncIterable<Uint8Array>) {
      text += decoder.decode(bytes, { stream: true });
      if (suspendedAt > 0 || !text.includes('"type":"text"')) continue;
      await suspend(tenant);
      suspendedAt = performance.now();
    }
    expect(performance.now() - suspendedAt).toBeLessThan(WITHIN_MS);
    const events = text.split('\n\n').filter((line) => line.startsWith('data: '));
    expect(events.at(-1)).toContain('"type":"error"');
    expect(events.at(-1)).toContain('was paused');
    await inFlightDone();
    await suspend(tenant, 'active');
    await expectStoppedOnce(await verifyTenantSession(tenant.session, tenant.slug));
  });

  it('reads no more of an upload and sends no more of a download', async () => {
    const tenant = await makeTenant();
    const piece = new Uint8Array(100_000);
    const upload = new Request('http://localhost/', {
      method: 'POST',
      headers: { 'x-file-name': 'a.txt' },
      body: new ReadableStream({ start: (controller) => controller.enqueue(piece) }),
      duplex: 'half',
    } as RequestInit);
    const uploading = whileOpen(tenant.ctx, upload, async (request) => {
      await readUpload(tenant.ctx, request, 1e9);
      return new Response();
    });
    const download = await whileOpen(
      tenant.ctx,
      new Request('http://localhost/'),
      async () => new Response(new Uint8Array(1_000_000)),
    );
    const reader = download.body?.getReader();
    expect((await reader?.read())?.value).toHaveLength(65_536);
    await suspend(tenant);
    const suspendedAt = performance.now();
    await expect(uploading).rejects.toMatchObject({ code: 'cancelled' });
    await expect(reader?.closed).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - suspendedAt).toBeLessThan(WITHIN_MS);
  });

  it('is stopped at once by who erases it', async () => {
    const tenant = await makeTenant();
    const work = openWork(tenant.ctx);
    const other = openWork((await makeTenant()).ctx);
    work.signal.addEventListener('abort', work.close);
    await stopTenantWork(tenant.ctx);
    expect(work.signal.aborted).toBe(true);
    expect(other.signal.aborted).toBe(false);
    other.close();
  });
});

describe('a person whose access ends', () => {
  it('has the answer closed when the membership is removed, which is charged once', async () => {
    const tenant = await withHandbook();
    const member = await makeMember(tenant);
    const colleague = openWork(tenant.ctx);
    const { last, afterMs } = await askAndEnd(member.ctx, () =>
      removeMember(tenant.ctx, member.id),
    );
    // The conversation went with the membership.
    expect(last).toMatchObject({ type: 'error', error: { code: 'not_found' } });
    expect(afterMs).toBeLessThan(WITHIN_MS);
    expect(colleague.signal.aborted).toBe(false);
    colleague.close();
    await expectStoppedOnce(tenant.ctx);
    expect(await rows(member.ctx, 'document')).toEqual([]);
  });

  it('has the answer closed and stored when the session ends', async () => {
    const tenant = await withHandbook();
    const member = await makeMember(tenant);
    const { last, afterMs } = await askAndEnd(member.ctx, () => revokeSession(member.session));
    expect(last).toMatchObject({ type: 'done', outcome: 'stopped' });
    expect(afterMs).toBeLessThan(WITHIN_MS);
    await expectStoppedOnce(tenant.ctx);
  });
});
