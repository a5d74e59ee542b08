import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { compareBooks } from '@/e2e/support/compare-books';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { priceEncoder } from '@/e2e/support/price-encoder';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { staleHolds } from '@/lib/tenancy/verify-work';
import { readOwnBudgetRules } from '@/lib/usage/budgets/queries';
import { setOwnBudgets } from '@/lib/usage/budgets/set-own-budgets';
import { embeddingMeter, type MeterEmbedding } from './meter-embedding';
import { reserveEmbedding } from './reserve-embedding';
import { settle } from './settle';

const PRICE = 30n;
const COST = 20n;
let tenant: MadeTenant;

beforeAll(async () => {
  await priceEncoder({ cost: COST, price: PRICE });
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
       where tenant_id = :tenant and request_id = $1 order by call_ordinal, kind = 'adjustment'`,
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

/** The piece at that place, of at most so many tokens. */
const piece = (
  meter: MeterEmbedding,
  place: { first: number; bound: number },
  embed: (onTokens: (tokens: number) => void) => void,
) =>
  meter({ first: place.first, bounds: [place.bound] }, async (_count, onTokens) => embed(onTokens));

/** All of the pieces, as who embeds a document does; each takes `took`. */
async function embedAll(meter: MeterEmbedding, bounds: readonly number[], took: number) {
  const counts: number[] = [];
  for (let first = 0; first < bounds.length; first += counts.at(-1) ?? 0)
    counts.push(
      await meter({ first, bounds: bounds.slice(first) }, async (count, onTokens) => {
        onTokens(took * count);
        return count;
      }),
    );
  return counts;
}

const sumOf = async (of: MadeTenant, requestId: string) =>
  (await booked(of, requestId)).reduce((sum, row) => sum + row.input_tokens, 0n);

describe('embedding of documents', () => {
  it('is booked at what it took, once a batch, for whom it was done', async () => {
    const work = workOf(tenant);
    const meter = await embeddingMeter(tenant.ctx, work);
    for (const first of [0, 1])
      await piece(meter, { first, bound: 100 }, (onTokens) => {
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
    const before = await embeddingMeter(tenant.ctx, work);
    await piece(before, { first: 0, bound: 100 }, (onTokens) => onTokens(30));
    const broken = piece(before, { first: 1, bound: 100 }, (onTokens) => {
      onTokens(10);
      throw new Error('The process stops.');
    });
    await expect(broken).rejects.toThrow('The process stops.');

    for (const _attempt of [2, 3]) {
      const again = await embeddingMeter(tenant.ctx, work);
      for (const first of [0, 1, 2])
        await piece(again, { first, bound: 100 }, (onTokens) => onTokens(30));
    }
    expect(await booked(tenant, work.requestId)).toMatchObject([
      { input_tokens: 30n, outcome: 'complete' },
      { input_tokens: 10n, outcome: 'incomplete' },
      { input_tokens: 20n, outcome: 'complete' },
      { input_tokens: 30n, outcome: 'complete' },
    ]);
  });

  it.each([
    ['is corrected once it is known what the pieces take', true],
    ['is settled at what the pieces take, when nobody charged its bound yet', false],
  ])('of a process that is gone %s', async (_what, swept) => {
    const own = await makeTenant('professional');
    const work = workOf(own);
    // What a killed process leaves behind: a hold for the first two pieces.
    const { id } = await reserveEmbedding(own.ctx, { ...work, callOrdinal: 1_128, tokens: 200 });
    await asSuperuser(
      "update reservation set renewed_at = now() - interval '1 day' where id = $1",
      [id],
    );
    const worker = (await staleHolds(40, 100)).find((each) => each.reservationId === id)?.ctx;
    if (!worker) throw new Error('No hold is stale.');
    const unknown = { outcome: 'unknown', usage: undefined, estimated: true } as const;
    if (swept) await settle(worker, id, unknown);

    for (const _attempt of [1, 2]) {
      const meter = await embeddingMeter(worker, work);
      expect(await embedAll(meter, [100, 100, 100], 30)).toEqual([2, 1]);
    }
    const rows = await booked(own, work.requestId);
    expect(rows.map((row) => [row.input_tokens, row.outcome])).toEqual(
      swept
        ? [
            [200n, 'unknown'],
            [-140n, 'unknown'],
            [30n, 'complete'],
          ]
        : [
            [60n, 'complete'],
            [30n, 'complete'],
          ],
    );
    expect(await countersOf(own, 'tenant')).toMatchObject([
      { used_nano: 90n * PRICE, held_nano: 0n },
    ]);
  });

  it('takes as many pieces at once as a budget has room for, and goes on where it stopped', async () => {
    const own = await makeTenant('professional');
    await allow(own, { scope: 'feature', tokens: 100 });
    const work = workOf(own);
    const bounds = Array.from({ length: 8 }, () => 40);
    const inForce = async () => verifyTenantSession(own.session, own.slug);
    const stopped = embedAll(await embeddingMeter(await inForce(), work), bounds, 10);
    await expect(stopped).rejects.toMatchObject({
      code: 'budget_exhausted',
      limit: { used: 70, needed: 40, resetsAt: expect.any(String) },
    });
    expect((await booked(own, work.requestId)).map((row) => row.input_tokens)).toEqual([
      ...[20n, 20n, 10n, 10n, 10n],
    ]);
    const full = embedAll(await embeddingMeter(await inForce(), work), bounds, 10);
    await expect(full).rejects.toMatchObject({ limit: { used: 70 } });

    await allow(own, { scope: 'feature', tokens: 110 });
    const meter = await embeddingMeter(await inForce(), work);
    expect(await embedAll(meter, bounds, 10)).toEqual([2, 2, 1, 1, 1, 1]);
    expect(await sumOf(own, work.requestId)).toBe(80n);
  });

  it('stops at a budget of money before anything is embedded, and at a feature’s tokens', async () => {
    const own = await makeTenant('professional');
    await allow(own, { scope: 'tenant', priceNano: String(50n * PRICE) });
    const inForce = await verifyTenantSession(own.session, own.slug);
    const meter = await embeddingMeter(inForce, workOf(own));
    let embedded = 0;
    const batch = (first: number, bound: number) =>
      piece(meter, { first, bound }, (onTokens) => {
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
    const refused = await piece(strict, { first: 0, bound: 16 }, () => undefined).catch((e) => e);
    expect(refused).toMatchObject({ limit: { scope: 'feature', unit: 'tokens', needed: 16 } });
    // Nor has it when nothing is used.
    expect(refused.limit).not.toHaveProperty('resetsAt');
  });

  it('is not of the tokens that each model may take', async () => {
    const own = await makeTenant('professional');
    await allow(own, { scope: 'model', tokens: 15 });
    const inForce = await verifyTenantSession(own.session, own.slug);
    const meter = await embeddingMeter(inForce, workOf(own));
    await piece(meter, { first: 0, bound: 20 }, (onTokens) => onTokens(20));
    expect(await countersOf(own, 'model')).toMatchObject([{ used_tokens: 0n }]);
  });

  it('that an operator asked for is booked, and no budget refuses it', async () => {
    const own = await makeTenant('professional');
    await allow(own, { scope: 'feature', tokens: 15 });
    const inForce = await verifyTenantSession(own.session, own.slug);
    const work = { ...workOf(own), whateverBudgets: true };
    const meter = await embeddingMeter(inForce, work);
    await piece(meter, { first: 0, bound: 20 }, (onTokens) => onTokens(20));
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
