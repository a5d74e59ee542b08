import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { indexText } from '@/e2e/support/index-text';
import { listening } from '@/e2e/support/listening';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { readWhy } from '@/lib/answer-trace/read-why';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { env } from '@/lib/env';
import { NO_RULES } from '@/lib/guardrails/schema';
import { newId } from '@/lib/ids';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import { DEFAULT_SETTINGS } from '@/lib/llm/local/settings';
import { saveRules } from '@/lib/persona/persona';
import type { TenantContext } from '@/lib/tenancy/context';
import { TOOL_KINDS } from '@/lib/tenancy/schema';
import { removeTool, saveChoice, saveTool } from '@/lib/tools/change-setup';
import { type HttpTool, NO_SETUP } from '@/lib/tools/schema';
import { answer } from './answer';
import { decideCall } from './running/ask-person';
import type { AnswerEvent } from './schema';

let tenant: MadeTenant;
let stranger: MadeTenant;
let worker: TestWorker;
let documentId: string;
let foreignId: string;
let received: { method: string; url: string; body: string; headers: Record<string, unknown> }[];
let port: number;
let reply = '{"status":"shipped"}';

const tool = (parts: Partial<HttpTool> = {}): HttpTool => ({
  id: newId(),
  name: 'order_status',
  description: 'Where an order is.',
  method: 'GET',
  url: `http://127.0.0.1:${port}/orders/{order}`,
  headers: [],
  secretHeader: 'authorization',
  input: { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] },
  confirm: false,
  enabled: true,
  ...parts,
});

async function ask(
  question: string,
  { ctx = tenant.ctx, interactive = true, onEvent = async (_: AnswerEvent) => {} } = {},
) {
  const events: AnswerEvent[] = [];
  const { signal } = new AbortController();
  for await (const event of answer(ctx, { question }, { signal, interactive })) {
    events.push(event);
    await onEvent(event);
  }
  const calls = new Map(
    events.flatMap((event) => (event.type === 'tool' ? [[event.call.id, event.call]] : [])),
  );
  const done = events.find((event) => event.type === 'done');
  return {
    events,
    done,
    calls: [...calls.values()],
    text: events.map((event) => (event.type === 'text' ? event.text : '')).join(''),
    error: events.find((event) => event.type === 'error'),
  };
}

const choose = (tools: readonly (typeof TOOL_KINDS)[number][], ctx: TenantContext = tenant.ctx) =>
  saveChoice(ctx, {
    ...{ name: NO_SETUP.name, models: ['claude-sonnet-5-5', 'claude-haiku-5-5'] },
    ...{ tools: [...tools], hosts: ['127.0.0.1'] },
  });

beforeAll(async () => {
  env.TENANTRY_PRIVATE_TOOLS = true;
  worker = startTestWorker();
  worker.start();
  const model = await ensureLocalModel();
  model.configure({
    ...DEFAULT_SETTINGS,
    firstTokenMs: 0,
    tokensPerSecond: Number.POSITIVE_INFINITY,
  });
  port = await listening((request, body) => {
    received.push({ ...request, body });
    return { status: 200, type: 'application/json', body: reply };
  });
  [tenant, stranger] = [await makeTenant('professional'), await makeTenant('professional')];
  const text = 'The ferry to Vesteray leaves at 14:20 from pier seven.';
  documentId = await indexText(worker, tenant.ctx, { name: 'Ferries.md', text });
  foreignId = await indexText(worker, stranger.ctx, {
    name: 'Secret.md',
    text: 'The vault of the stranger opens with 4711.',
  });
  await choose(TOOL_KINDS);
}, 300_000);
beforeEach(() => {
  received = [];
  reply = '{"status":"shipped"}';
});
afterAll(async () => {
  await worker.close();
  await closeLocalModel();
});

describe('the loop', () => {
  it('lists, searches and reads, each call once, cites what it read, and holds each step by itself', async () => {
    const listed = await ask('Please list_documents for me');
    expect(listed.calls).toMatchObject([{ kind: 'list_documents', state: 'ok' }]);
    expect(listed.calls[0]?.result).toContain(documentId);
    const { text, calls, done, events } = await ask(
      `read_document {"document":"${documentId}"} to learn when the ferry to Vesteray leaves`,
    );
    expect(calls).toMatchObject([{ kind: 'read_document', state: 'ok' }]);
    expect(text).toContain('14:20');
    expect(events.find((event) => event.type === 'citation')).toMatchObject({
      citation: { documentId },
    });
    const [started] = events;
    const requestId = started?.type === 'started' ? started.requestId : '';
    const ledger = await withTenantSql(tenant.ctx, (sql) =>
      sql<{ tenant_id: string; call_ordinal: number; price: string }>(
        `select tenant_id, call_ordinal, price_nano::text as price from ledger_entry
         where tenant_id = :tenant and request_id = $1 order by call_ordinal`,
        [requestId],
      ),
    );
    expect(ledger.map((row) => row.call_ordinal)).toEqual([0, 1, 1000]);
    const sum = ledger.reduce((total, { price }) => total + BigInt(price), 0n);
    expect(done).toMatchObject({ outcome: 'ok', priceNano: sum.toString() });
    const holds = await withTenantSql(tenant.ctx, (sql) =>
      sql(
        `select tenant_id from reservation where tenant_id = :tenant and request_id = $1 and state = 'held'`,
        [requestId],
      ),
    );
    expect(holds).toEqual([]);
  });

  it('finds what the question’s own words did not', async () => {
    const { calls, text } = await ask('search_library {"query":"ferry to Vesteray"} for the pier');
    expect(calls).toMatchObject([{ kind: 'search_library', state: 'ok' }]);
    expect(text).toContain('pier seven');
  });

  it('answers usage from the ledger, for those who may see it', async () => {
    const { calls, text } = await ask('What did we spend this week?');
    expect(calls).toMatchObject([
      { kind: 'read_usage', state: 'ok', input: '{"period":"this week"}' },
    ]);
    expect(text).toMatch(/In all from .* USD/);
    const member = await makeMember(tenant);
    const refused = await ask('What did we spend this week?', { ctx: member.ctx });
    expect(refused.calls.map(({ kind }) => kind)).not.toContain('read_usage');
  });

  // Some five hundred sentences are embedded first.
  it('reads a long document of one page on to its end', async () => {
    const parts = Array.from(
      { length: 18 },
      (_, at) => `## Rule ${at + 1}\n\n${`Item ${at + 1} is kept in the drawer. `.repeat(30)}`,
    );
    const text = parts.join('\n\n');
    const id = await indexText(worker, tenant.ctx, { name: 'Rules.md', text });
    const places: number[] = [];
    let from: string | undefined = '1';
    let of = 0;
    while (from) {
      const { calls } = await ask(`read_document {"document":"${id}","from":${from}}`);
      const result = calls[0]?.result ?? '';
      const [, first, last, all] = /passages (\d+) to (\d+) of (\d+)/.exec(result) ?? [];
      places.push(Number(first), Number(last));
      of = Number(all);
      from = /go on with from: (\d+)/.exec(result)?.[1];
    }
    expect(of).toBeGreaterThan(12);
    expect(places.at(-1)).toBe(of);
    for (let at = 2; at < places.length; at += 2)
      expect(places[at]).toBe((places[at - 1] ?? 0) + 1);
  }, 120_000);

  it('knows another tenant’s document as little as an absent one', async () => {
    const results = [];
    for (const id of [foreignId, newId()]) {
      const { calls, text } = await ask(`read_document {"document":"${id}"}`);
      expect(text).not.toContain('4711');
      results.push(calls.map(({ state, result }) => ({ state, result })));
    }
    expect(results[0]).toEqual([{ state: 'failed', result: 'There is no such document.' }]);
    expect(results[1]).toEqual(results[0]);
  });
});

describe('a tool of the workspace’s own', () => {
  const own = (parts?: Partial<HttpTool>) =>
    saveTool(tenant.ctx, { tool: tool(parts), secret: 'Bearer sesame-4242' });

  it('is called with its secret, which neither the model nor the trace sees', async () => {
    await own();
    reply = '{"status":"shipped","echo":"sesame-4242"}';
    const { calls, text, done } = await ask('order_status {"order":"A 7/../x"}');
    expect(received).toMatchObject([
      {
        method: 'GET',
        url: '/orders/A%207%2F..%2Fx',
        headers: { authorization: 'Bearer sesame-4242' },
      },
    ]);
    expect(calls).toMatchObject([{ kind: 'http', state: 'ok' }]);
    expect(text).toContain('shipped');
    const why = await readWhy(tenant.ctx, done?.messageId ?? '');
    expect(why.tools).toMatchObject([{ name: 'order_status', input: '{"order":"A 7/../x"}' }]);
    expect(JSON.stringify([why, calls, text])).not.toContain('sesame');
    expect(why.figures?.stages.map(({ stage }) => stage)).toContain('tool');
  });

  it('waits for its person where it writes, and is called once they allow it', async () => {
    await own({ name: 'cancel_order', method: 'POST' });
    const { calls, text } = await ask('cancel_order {"order":"7"}', {
      onEvent: async (event) => {
        if (event.type !== 'tool' || event.call.state !== 'asking') return;
        expect(received).toEqual([]);
        expect(event.call.target).toBe(`POST http://127.0.0.1:${port}/orders/7`);
        await expect(decideCall(stranger.ctx, event.call.id, true)).rejects.toMatchObject({
          code: 'not_found',
        });
        const colleague = await makeMember(tenant, 'admin');
        await expect(decideCall(colleague.ctx, event.call.id, true)).rejects.toMatchObject({
          code: 'not_found',
        });
        await decideCall(tenant.ctx, event.call.id, true);
      },
    });
    expect(received).toMatchObject([{ method: 'POST', body: '{}' }]);
    expect(calls).toMatchObject([{ state: 'ok', confirmed: true }]);
    expect(text).toContain('shipped');
  });

  it('shows its person all that it would send, and keeps the beginning', async () => {
    const text = { type: 'string' } as const;
    const properties = { order: text, note: text, more: text, rest: text };
    const input = { type: 'object' as const, properties, required: ['order'] };
    const noted = tool({ name: 'note_order', method: 'POST', input });
    await saveTool(tenant.ctx, { tool: noted, secret: 'Bearer sesame-4242' });
    const words = 'as they said '.repeat(140);
    const sent = { order: '7', note: words, more: words, rest: words };
    let shown = '';
    const { calls } = await ask(`note_order ${JSON.stringify(sent)}`, {
      onEvent: async (event) => {
        if (event.type !== 'tool' || event.call.state !== 'asking') return;
        shown = event.call.input;
        await decideCall(tenant.ctx, event.call.id, false);
      },
    });
    await removeTool(tenant.ctx, noted.id);
    expect(JSON.parse(shown)).toEqual(sent);
    expect(calls[0]?.input).toHaveLength(4_000);
  });

  it('is not called when it is denied, and the answer goes on', async () => {
    const { calls, done } = await ask('cancel_order {"order":"7"}', {
      onEvent: async (event) => {
        if (event.type === 'tool' && event.call.state === 'asking')
          await decideCall(tenant.ctx, event.call.id, false);
      },
    });
    expect([received, calls[0]?.state, done?.outcome]).toEqual([[], 'denied', 'ok']);
  });

  it('is refused once it was taken away while its person was asked', async () => {
    const { calls } = await ask('cancel_order {"order":"7"}', {
      onEvent: async (event) => {
        if (event.type !== 'tool' || event.call.state !== 'asking') return;
        await choose(['search_library', 'read_usage']);
        await decideCall(tenant.ctx, event.call.id, true);
      },
    });
    await choose(TOOL_KINDS);
    expect([received, calls[0]?.state]).toEqual([[], 'refused']);
  });

  it.each([
    { path: 'elsewhere', headers: [] },
    { path: 'orders', headers: [{ name: 'x-scope', value: 'all' }] },
  ])(
    'is refused once it was made another while its person was asked: %j',
    async ({ path, headers }) => {
      const before = tool({ name: 'close_order', method: 'POST' });
      const save = (parts: Partial<HttpTool>) =>
        saveTool(tenant.ctx, { tool: { ...before, ...parts }, secret: 'Bearer sesame-4242' });
      await save({});
      const { calls, done } = await ask('close_order {"order":"7"}', {
        onEvent: async (event) => {
          if (event.type !== 'tool' || event.call.state !== 'asking') return;
          await save({ url: `http://127.0.0.1:${port}/${path}/{order}`, headers });
          await decideCall(tenant.ctx, event.call.id, true);
        },
      });
      await removeTool(tenant.ctx, before.id);
      expect([received, done?.outcome]).toEqual([[], 'ok']);
      expect(calls).toMatchObject([
        { state: 'refused', result: 'The tool changed while the person was asked.' },
      ]);
    },
  );

  it('is not offered where nobody can be asked', async () => {
    const { calls } = await ask('cancel_order {"order":"7"}', { interactive: false });
    expect(received).toEqual([]);
    expect(calls.map(({ name }) => name)).not.toContain('cancel_order');
  });

  it('gets what was kept from the model, and its result is kept from it too', async () => {
    await saveRules(tenant.ctx, { ...NO_RULES, mask: { ...NO_RULES.mask, email: true } });
    reply = '{"contact":"eve@house.example"}';
    const { text } = await ask('order_status {"order":"ada@house.example"}');
    await saveRules(tenant.ctx, NO_RULES);
    expect(received[0]?.url).toBe('/orders/ada%40house.example');
    expect(text).toContain('eve@house.example');
  });

  it('writes who called what into the audit log, without a word of it', async () => {
    const rows = await withTenantSql(tenant.ctx, (sql) =>
      sql<{ tenant_id: string; action: string; outcome: string; detail: unknown }>(
        `select tenant_id, action, outcome, detail from audit_entry where tenant_id = :tenant and object_kind = 'tool'`,
      ),
    );
    const actions = rows.map(({ action, outcome }) => `${action} ${outcome}`);
    expect(actions).toEqual(
      expect.arrayContaining([
        'tool.call ok',
        'tool.call refused',
        'tool.confirm ok',
        'tool.confirm refused',
      ]),
    );
    expect(JSON.stringify(rows)).not.toMatch(/order_status|house\.example|sesame|shipped/);
  });
});
