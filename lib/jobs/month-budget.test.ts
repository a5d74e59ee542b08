import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { getDocument } from '@/lib/documents/queries';
import { retryDocument } from '@/lib/documents/retry-document';
import { uploadDocument } from '@/lib/documents/upload-document';
import { readNotices, readOwnBudgetRules } from '@/lib/usage/budgets/queries';
import { setOwnBudgets } from '@/lib/usage/budgets/set-own-budgets';

let worker: TestWorker;
/** Tokens that the whole of the document takes. */
let all: number;

beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
  const free = await makeTenant('professional');
  expect(await worker.ended(await upload(free))).toMatchObject({ outcome: 'done' });
  all = await paid(free);
}, 300_000);
afterAll(() => worker.close());

const WAIT = { timeout: 20_000 };

/** Many passages, each about something else. */
const TEXT = Array.from(
  { length: 14 },
  (_, n) =>
    `# Section ${n}\n\n${`The board approved office number ${n} in June and wants a report of it. `.repeat(6)}`,
).join('\n\n');

async function allow({ ctx }: MadeTenant, tokens: number): Promise<void> {
  const { version } = await readOwnBudgetRules(ctx);
  await setOwnBudgets(ctx, {
    basedOn: version,
    reason: 'For the test',
    ownBudgets: [
      {
        ...{ scope: 'feature', subject: 'ingest', period: 'month', tokens },
        ...{ priceNano: null, softPercent: null, graceMinutes: null },
      },
    ],
    downgradeModel: true,
    downgradeLength: true,
  });
}

async function upload({ ctx }: MadeTenant): Promise<string> {
  const { document } = await uploadDocument(ctx, {
    name: 'Long.md',
    mediaType: 'text/markdown',
    bytes: Buffer.from(TEXT),
  });
  return document.id;
}

async function paid({ ctx }: MadeTenant): Promise<number> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; tokens: number }>(
      `select :tenant::uuid as tenant_id, coalesce(sum(input_tokens), 0)::float8 as tokens from ledger_entry
       where tenant_id = :tenant and feature = 'ingest'`,
    ),
  );
  return row?.tokens ?? 0;
}

it('a document that its budget stops half-way goes on at a Retry, and is paid once', async () => {
  const tenant = await makeTenant('professional');
  await allow(tenant, Math.floor(all * 0.7));
  const id = await upload(tenant);
  expect(await worker.ended(id)).toMatchObject({ outcome: 'failed' });
  const { failure } = await getDocument(tenant.ctx, id);
  expect(failure).toMatchObject({
    code: 'budget',
    message: expect.stringMatching(/^The budget for indexing documents for each month, in tokens,/),
  });
  const part = await paid(tenant);
  expect(part).toBeGreaterThan(0);
  expect(part).toBeLessThan(all);
  // The refusal is told, without a question being asked.
  await vi.waitFor(
    async () =>
      expect(await readNotices(tenant.ctx)).toContainEqual(
        expect.objectContaining({ percent: 0, unit: 'tokens' }),
      ),
    WAIT,
  );

  await allow(tenant, all * 10);
  await retryDocument(tenant.ctx, { id });
  expect(await worker.ended(id)).toMatchObject({ outcome: 'done' });
  expect(await paid(tenant)).toBe(all);
});
