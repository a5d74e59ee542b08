import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { indexText } from '@/e2e/support/index-text';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { priceEncoder } from '@/e2e/support/price-encoder';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import { embedder } from '@/lib/retrieval/embedder';
import type { TenantContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { readOwnBudgetRules } from '@/lib/usage/budgets/queries';
import { setOwnBudgets } from '@/lib/usage/budgets/set-own-budgets';
import { answer } from './answer';
import type { AnswerEvent, AnswerRequest } from './schema';

const PRICE = 1_000n;
let worker: TestWorker;
let tenant: MadeTenant;

beforeAll(async () => {
  await priceEncoder({ cost: PRICE, price: PRICE });
  worker = startTestWorker();
  worker.start();
  await ensureLocalModel({ firstTokenMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY });
  tenant = await makeTenant('professional');
  await indexText(worker, tenant.ctx, {
    name: 'Handbook.md',
    text: '# Travel\n\nThe travel desk approves every flight above 900 euros.',
  });
}, 300_000);
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await worker.close();
  await closeLocalModel();
});

async function ask(ctx: TenantContext, request: Partial<AnswerRequest> = {}) {
  const { signal } = new AbortController();
  const asked = { question: 'Which flights does the travel desk approve?', ...request };
  let last: AnswerEvent | undefined;
  for await (const event of answer(ctx, asked, { signal })) last = event;
  return last;
}

const openHolds = () =>
  asSuperuser(
    "select model from reservation where tenant_id = $1 and state = 'held' and feature = 'chat'",
    [tenant.ctx.tenantId],
  );

const charged = () =>
  withTenantSql(tenant.ctx, (sql) =>
    sql<{ tenant_id: string; input_tokens: bigint; price_nano: bigint }>(
      `select tenant_id, input_tokens, price_nano from ledger_entry
       where tenant_id = :tenant and feature = 'chat' and model = $1 order by at`,
      [EMBEDDING_MODEL],
    ),
  );

it('a question is embedded under a hold once that is paid for, and charged what it took', async () => {
  const real = embedder().embed.bind(embedder());
  const held: unknown[] = [];
  vi.spyOn(embedder(), 'embed').mockImplementation(async (...args) => {
    held.push(await openHolds());
    return real(...args);
  });
  expect(await ask(tenant.ctx)).toMatchObject({ type: 'done', outcome: 'ok' });
  expect(held).toEqual([[{ model: EMBEDDING_MODEL }]]);
  const [entry, ...more] = await charged();
  expect(more).toEqual([]);
  expect(entry?.price_nano).toBe((entry?.input_tokens ?? 0n) * PRICE);
  expect(await openHolds()).toEqual([]);
});

it.each([false, true])(
  'nothing is embedded that no budget has room for (deferrable: %s)',
  async (deferrable) => {
    const before = (await charged()).length;
    const { version } = await readOwnBudgetRules(tenant.ctx);
    await setOwnBudgets(tenant.ctx, {
      basedOn: version,
      reason: 'For the test',
      ownBudgets: [
        {
          ...{ scope: 'feature', subject: 'chat', period: 'month', tokens: null },
          ...{ priceNano: deferrable ? '1' : '2', softPercent: null, graceMinutes: null },
        },
      ],
      downgradeModel: true,
      downgradeLength: true,
    });
    const ctx = await verifyTenantSession(tenant.session, tenant.slug);
    const embed = vi.spyOn(embedder(), 'embed');
    // In a budget that is empty and too small nothing waits.
    expect(await ask(ctx, { deferrable })).toMatchObject({
      type: 'error',
      error: { code: 'budget_exhausted', limit: { scope: 'feature', unit: 'nano_usd' } },
    });
    expect(embed).not.toHaveBeenCalled();
    expect(await charged()).toHaveLength(before);
    expect(await openHolds()).toEqual([]);
  },
);
