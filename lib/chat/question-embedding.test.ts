import { afterAll, beforeAll, expect, it } from 'vitest';
import { indexText } from '@/e2e/support/index-text';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { getDocument } from '@/lib/documents/queries';
import { uploadDocument } from '@/lib/documents/upload-document';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import { DEFAULT_SETTINGS } from '@/lib/llm/local/settings';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import { readOwnBudgetRules } from '@/lib/usage/budgets/queries';
import { setOwnBudgets } from '@/lib/usage/budgets/set-own-budgets';
import { parseUsageRange } from '@/lib/usage/parse-usage-range';
import { readUsage } from '@/lib/usage/read-usage';
import { answer } from './answer';
import type { AnswerEvent } from './schema';

const QUESTION = 'Which flights does the travel desk approve?';
let worker: TestWorker;
let tenant: MadeTenant;

beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
  const model = await ensureLocalModel();
  model.configure({
    ...DEFAULT_SETTINGS,
    firstTokenMs: 0,
    tokensPerSecond: Number.POSITIVE_INFINITY,
  });
  tenant = await makeTenant('professional');
}, 300_000);
afterAll(async () => {
  await worker.close();
  await closeLocalModel();
});

async function ask(question: string): Promise<AnswerEvent | undefined> {
  const { signal } = new AbortController();
  let last: AnswerEvent | undefined;
  for await (const event of answer(tenant.ctx, { question }, { signal })) last = event;
  return last;
}

const entries = () =>
  withTenantSql(tenant.ctx, (sql) =>
    sql<{ request_id: string; model: string; input_tokens: bigint; transaction: string }>(
      `select request_id, feature, principal_kind, principal_id, model, input_tokens, xmin::text as transaction
       from ledger_entry where tenant_id = :tenant order by at`,
    ),
  );

it('a question that comes to no call is metered too', async () => {
  expect(await ask(QUESTION)).toMatchObject({ type: 'done', priceNano: '0' });
  expect(await entries()).toMatchObject([
    { feature: 'chat', model: EMBEDDING_MODEL, principal_id: tenant.ctx.principal.id },
  ]);
});

it('a document is metered for who uploaded it', async () => {
  await indexText(worker, tenant.ctx, {
    name: 'Handbook.md',
    text: '# Travel\n\nThe travel desk approves every flight above 900 euros.',
  });
  const entry = (await entries()).at(-1);
  expect(entry).toMatchObject({
    feature: 'ingest',
    model: EMBEDDING_MODEL,
    principal_kind: 'user',
    principal_id: tenant.ctx.principal.id,
  });
  // A text of eleven words and its heading.
  expect(Number(entry?.input_tokens)).toBeGreaterThanOrEqual(11);
  expect(Number(entry?.input_tokens)).toBeLessThan(40);
});

it('a question is metered in the transaction that settles its answer, and is in the usage of its feature', async () => {
  expect(await ask(QUESTION)).toMatchObject({ type: 'done', outcome: 'ok' });
  const last = (await entries()).slice(-2);
  const embedding = last.find(({ model }) => model === EMBEDDING_MODEL);
  const call = last.find(({ model }) => model !== EMBEDDING_MODEL);
  expect(embedding).toMatchObject({ feature: 'chat' });
  expect(call).toMatchObject({ feature: 'chat', request_id: embedding?.request_id });
  expect(embedding?.transaction).toBe(call?.transaction);

  const range = parseUsageRange({}, Date.now(), tenant.ctx.timeZone);
  const { rows } = await readUsage(tenant.ctx, 'feature', range);
  expect(rows.map(({ key, requests }) => [key, requests]).sort()).toEqual([
    ['chat', 1],
    ['ingest', 0],
  ]);
  const byModel = (await readUsage(tenant.ctx, 'model', range)).rows;
  expect(byModel.map(({ key }) => key)).toContain(EMBEDDING_MODEL);
});

it('a document for which its budget has no room is not indexed, and says so', async () => {
  const { version } = await readOwnBudgetRules(tenant.ctx);
  await setOwnBudgets(tenant.ctx, {
    basedOn: version,
    reason: 'For the test',
    ownBudgets: [
      {
        ...{ scope: 'feature', subject: 'ingest', period: 'month', tokens: 5 },
        ...{ priceNano: null, softPercent: null, graceMinutes: null },
      },
    ],
    downgradeModel: true,
    downgradeLength: true,
  });
  const { document } = await uploadDocument(tenant.ctx, {
    name: 'Long.txt',
    mediaType: 'text/plain',
    bytes: Buffer.from('The board approved the Lisbon office in June.'),
  });
  expect(await worker.ended(document.id)).toMatchObject({ outcome: 'failed' });
  const { stage, failure } = await getDocument(tenant.ctx, document.id);
  expect({ stage, failure }).toMatchObject({
    stage: 'failed',
    failure: { code: 'budget_too_small' },
  });
});
