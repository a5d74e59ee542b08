import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { answer } from '@/lib/chat/answer';
import { deleteConversation } from '@/lib/chat/change-conversation';
import type { AnswerEvent } from '@/lib/chat/schema';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import { DEFAULT_SETTINGS } from '@/lib/llm/local/settings';
import { readWhy } from './read-why';
import type { WhyView } from './schema';

let tenant: MadeTenant;
let done: Extract<AnswerEvent, { type: 'done' }>;
let conversationId: string;
let why: WhyView;

beforeAll(async () => {
  const model = await ensureLocalModel();
  model.configure({
    ...DEFAULT_SETTINGS,
    firstTokenMs: 0,
    tokensPerSecond: Number.POSITIVE_INFINITY,
  });
  tenant = await makeTenant('professional');
  await addDocument(tenant, 'Handbook', [
    'The travel desk approves every flight above 900 euros.',
    'Flights are booked by the travel desk no later than ten days before the flight leaves.',
    'Parental leave lasts for fourteen weeks.',
  ]);
  const { signal } = new AbortController();
  const question = 'Which flights does the travel desk approve above 900 euros?';
  for await (const event of answer(tenant.ctx, { question }, { signal })) {
    if (event.type === 'started') ({ conversationId } = event);
    if (event.type === 'done') done = event;
  }
  why = await readWhy(tenant.ctx, done.messageId);
}, 300_000);
afterAll(closeLocalModel);

describe('why an answer is as it is', () => {
  it('is a sight of every document that it names, once within a minute', async () => {
    await readWhy(tenant.ctx, done.messageId);
    const entries = await withTenantSql(tenant.ctx, (sql) =>
      sql<{ tenant_id: string; documents: string[] }>(
        `select e.tenant_id, array_agg(s.document_id::text) as documents from audit_entry e
         join document_sight s on s.tenant_id = e.tenant_id and s.entry_id = e.id
         where e.tenant_id = :tenant and e.action = 'answer.why' and e.object_id = $1 group by e.tenant_id, e.id`,
        [done.messageId],
      ),
    );
    const named = new Set(why.passages?.map(({ documentId }) => documentId));
    expect(named.size).toBeGreaterThan(0);
    expect(entries.map(({ documents }) => new Set(documents))).toEqual([named]);
  });

  it('is its own model, tokens, price and stages, as the answer’s last event said', () => {
    expect(why.model).toBe(done.model);
    expect(why.figures).toMatchObject({
      inputTokens: expect.any(Number),
      priceNano: done.priceNano,
    });
    expect(BigInt(why.figures?.priceNano ?? 0)).toBeGreaterThan(0n);
    expect(why.figures?.stages.map(({ stage }) => stage)).toEqual(
      expect.arrayContaining(['retrieve', 'assemble', 'reserve', 'generate', 'settle']),
    );
  });

  it('names the passages that were found, with their scores, best first, and which of them it cites', () => {
    const { passages = [] } = why;
    expect(passages[0]).toMatchObject({ use: 'cited', documentName: 'Handbook' });
    expect(passages[0]?.excerpt).toContain('900 euros');
    const scores = passages.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it('is sealed where it is stored', async () => {
    const rows = await withTenantSql(tenant.ctx, (sql) =>
      sql<{ tenant_id: string; payload_sealed: Buffer }>(
        'select tenant_id, payload_sealed from answer_trace where tenant_id = :tenant',
      ),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.payload_sealed.toString('latin1')).not.toContain('chunk');
  });

  it('is nobody else’s to know, not an admin’s either', async () => {
    const admin = await makeMember(tenant, 'admin');
    const stranger = await makeTenant();
    for (const ctx of [admin.ctx, stranger.ctx])
      await expect(readWhy(ctx, done.messageId)).rejects.toMatchObject({ code: 'not_found' });
    await expect(readWhy(tenant.ctx, newId())).rejects.toMatchObject({ code: 'not_found' });
    await expect(readWhy(tenant.ctx, 'x')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('keeps its scores and loses the words when the document goes', async () => {
    await withTenantSql(tenant.ctx, (sql) => sql('delete from document where tenant_id = :tenant'));
    const { passages = [], followUps } = await readWhy(tenant.ctx, done.messageId);
    expect(passages).toHaveLength(why.passages?.length ?? -1);
    for (const passage of passages)
      expect(passage).toMatchObject({ documentName: undefined, excerpt: undefined });
    expect(followUps).toEqual([]);
  });

  it('ends with its conversation', async () => {
    await deleteConversation(tenant.ctx, conversationId);
    const rows = await withTenantSql(tenant.ctx, (sql) =>
      sql('select tenant_id, id from answer_trace where tenant_id = :tenant'),
    );
    expect(rows).toEqual([]);
  });
});
