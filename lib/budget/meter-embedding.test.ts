import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { compareBooks } from '@/e2e/support/compare-books';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { addPrices } from '@/lib/finance/prices/add-prices';
import { readPrices } from '@/lib/finance/prices/read-prices';
import { newId } from '@/lib/ids';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { readOwnBudgetRules } from '@/lib/usage/budgets/queries';
import { setOwnBudgets } from '@/lib/usage/budgets/set-own-budgets';
import { embeddingMeter } from './meter-embedding';
import { reserveEmbedding } from './reserve-embedding';

const PRICE = 30n;
const COST = 20n;
let tenant: MadeTenant;

/** The encoder's price from now on; nothing about the others changes. */
async function priceEncoder(): Promise<void> {
  const finance = await makePlatformPerson('finance');
  for (const [book, nano] of [
    ['cost', COST],
    ['price', PRICE],
  ] as const) {
    const newest = (await readPrices(finance)).versions.find((each) => each.book === book);
    if (!newest) throw new Error('No prices.');
    await addPrices(finance, {
      book,
      basedOn: newest.id,
      startsAt: null,
      reason: 'Embedding is paid for',
      acceptBelowCost: true,
      plans: newest.plans,
      lines: newest.lines.map((line) =>
        line.model === EMBEDDING_MODEL ? { ...line, inputNano: String(nano) } : line,
      ),
    });
  }
}

beforeAll(async () => {
  await priceEncoder();
  tenant = await makeTenant('professional');
});

const workOf = ({ ctx }: MadeTenant, requestId = newId()) => ({
  requestId,
  feature: 'ingest',
  documents: [newId()],
  principal: { kind: 'user', id: ctx.principal.id } as const,
});

const booked = ({ ctx }: MadeTenant, requestId: string) =>
  withTenantSql(ctx, (sql) =>
    sql<{ input_tokens: bigint; price_nano: bigint; cost_nano: bigint; outcome: string }>(
      `select input_tokens, price_nano, cost_nano, outcome, estimated, principal_id, feature, model, account from ledger_entry
       where tenant_id = :tenant and request_id = $1 order by call_ordinal`,
      [requestId],
    ),
  );

const countersOf = ({ ctx }: MadeTenant, scope: string) =>
  withTenantSql(ctx, (sql) =>
    sql(
      `select used_tokens, held_tokens, used_nano, held_nano from budget_counter
       where tenant_id = :tenant and scope = $1 and period = 'month'`,
      [scope],
    ),
  );

async function allow(
  { ctx }: MadeTenant,
  rule: { scope: 'tenant' | 'feature' | 'model'; tokens?: number; priceNano?: string },
) {
  const { version } = await readOwnBudgetRules(ctx);
  await setOwnBudgets(ctx, {
    basedOn: version,
    reason: 'For the test',
    ownBudgets: [
      {
        ...{
          scope: rule.scope,
          subject: rule.scope === 'feature' ? 'ingest' : null,
          period: 'month',
        },
        ...{ tokens: rule.tokens ?? null, priceNano: rule.priceNano ?? null },
        ...{ softPercent: null, graceMinutes: null },
      },
    ],
    downgradeModel: true,
    downgradeLength: true,
  });
}

describe('embedding of documents', () => {
  it('is booked at what it took, once a batch, for whom it was done', async () => {
    const work = workOf(tenant);
    const meter = await embeddingMeter(tenant.ctx, work);
    for (const number of [0, 1])
      await meter({ number, bound: 100 }, async (onTokens) => {
        onTokens(20);
        onTokens(5);
      });
    const entry = {
      input_tokens: 25n,
      price_nano: 25n * PRICE,
      cost_nano: 25n * COST,
      outcome: 'complete',
      estimated: false,
      principal_id: tenant.ctx.principal.id,
      feature: 'ingest',
      model: EMBEDDING_MODEL,
      account: 'platform',
    };
    expect(await booked(tenant, work.requestId)).toEqual([entry, entry]);
    // A plan's tokens are for answers.
    expect(await countersOf(tenant, 'tenant')).toEqual([
      { used_tokens: 0n, held_tokens: 0n, used_nano: 50n * PRICE, held_nano: 0n },
    ]);
  });

  it('is charged once for a batch that is embedded again, and for what an attempt that broke off left', async () => {
    const work = workOf(tenant);
    const first = await embeddingMeter(tenant.ctx, work);
    await first({ number: 0, bound: 100 }, async (onTokens) => onTokens(30));
    const broken = first({ number: 1, bound: 100 }, async (onTokens) => {
      onTokens(10);
      throw new Error('The process stops.');
    });
    await expect(broken).rejects.toThrow('The process stops.');
    const nothing = first({ number: 2, bound: 100 }, async () => {
      throw new Error('Nothing was embedded.');
    });
    await expect(nothing).rejects.toThrow('Nothing was embedded.');

    const again = await embeddingMeter(tenant.ctx, work);
    for (const number of [0, 1, 2])
      await again({ number, bound: 100 }, async (onTokens) => onTokens(30));
    expect(await booked(tenant, work.requestId)).toMatchObject([
      { input_tokens: 30n, outcome: 'complete' },
      { input_tokens: 10n, outcome: 'incomplete' },
      { input_tokens: 20n, outcome: 'complete' },
      { input_tokens: 30n, outcome: 'complete' },
    ]);
  });

  it('of a process that is gone is charged at the bound of its hold, and not again', async () => {
    const work = workOf(tenant);
    // What a killed process leaves behind.
    await reserveEmbedding(tenant.ctx, { ...work, callOrdinal: 1_000, tokens: 100 });
    const again = await embeddingMeter(tenant.ctx, work);
    await again({ number: 0, bound: 100 }, async (onTokens) => onTokens(30));
    expect(await booked(tenant, work.requestId)).toEqual([]);
    await asSuperuser('delete from reservation where request_id = $1', [work.requestId]);
    await asSuperuser('update budget_counter set held_nano = 0 where tenant_id = $1', [
      tenant.ctx.tenantId,
    ]);
  });

  it('stops at a budget of money before anything is embedded, and at a feature’s tokens', async () => {
    const own = await makeTenant('professional');
    await allow(own, { scope: 'tenant', priceNano: String(50n * PRICE) });
    const inForce = await verifyTenantSession(own.session, own.slug);
    const meter = await embeddingMeter(inForce, workOf(own));
    let embedded = 0;
    const batch = (number: number, bound: number) =>
      meter({ number, bound }, async (onTokens) => {
        embedded += 1;
        onTokens(bound);
      });
    await batch(0, 40);
    await expect(batch(1, 11)).rejects.toMatchObject({
      code: 'budget_exhausted',
      limit: { scope: 'tenant', unit: 'nano_usd', used: String(40n * PRICE) },
    });
    expect(embedded).toBe(1);
    await batch(1, 10);

    const other = await makeTenant('professional');
    await allow(other, { scope: 'feature', tokens: 15 });
    const strict = await embeddingMeter(
      await verifyTenantSession(other.session, other.slug),
      workOf(other),
    );
    await expect(strict({ number: 0, bound: 16 }, async () => undefined)).rejects.toMatchObject({
      limit: { scope: 'feature', unit: 'tokens' },
    });
  });

  it('is not of the tokens that each model may take', async () => {
    const own = await makeTenant('professional');
    await allow(own, { scope: 'model', tokens: 15 });
    const inForce = await verifyTenantSession(own.session, own.slug);
    const meter = await embeddingMeter(inForce, workOf(own));
    await meter({ number: 0, bound: 20 }, async (onTokens) => onTokens(20));
    expect(await countersOf(own, 'model')).toMatchObject([{ used_tokens: 0n }]);
  });

  it('that an operator asked for is booked, and no budget refuses it', async () => {
    const own = await makeTenant('professional');
    await allow(own, { scope: 'feature', tokens: 15 });
    const inForce = await verifyTenantSession(own.session, own.slug);
    const work = { ...workOf(own), whateverBudgets: true };
    const meter = await embeddingMeter(inForce, work);
    await meter({ number: 0, bound: 20 }, async (onTokens) => onTokens(20));
    expect(await booked(own, work.requestId)).toMatchObject([{ input_tokens: 20n }]);
    expect(await countersOf(own, 'feature')).toMatchObject([{ used_tokens: 20n, held_tokens: 0n }]);
  });

  it('agrees with the counters, the rollups and the requests', async () => {
    const month = new Date().toISOString().slice(0, 7);
    const books = (await compareBooks(month)).find(({ id }) => id === tenant.ctx.tenantId);
    expect(books).toMatchObject({
      counterDifferenceNano: '0',
      ledgerTokens: '0',
      counterTokens: '0',
      bookedNano: books?.rolledNano,
      unrecordedNano: books?.ledgerNano,
    });
    expect(
      await asSuperuser('select * from tenancy.compare_counters($1) where tenant_id = $2', [
        `${month}-01`,
        tenant.ctx.tenantId,
      ]),
    ).toEqual([]);
  });
});
