import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeHold, someNeed, somePolicy, told } from '@/e2e/support/make-hold';
import { makeMember } from '@/e2e/support/make-member';
import { makeTenant } from '@/e2e/support/make-tenant';
import { storedBudgets, storedEntries } from '@/e2e/support/read-budgets';
import { transaction } from '@/lib/db/transaction';
import { newId } from '@/lib/ids';
import { NO_USAGE } from '@/lib/metering/price-book';
import type { TenantContext } from '@/lib/tenancy/context';
import { adjustEntry } from './adjust-entry';
import { runStep } from './batch';
import { holdProof } from './hold-proof';
import { reserve } from './reserve';
import { cancelHold, settle } from './settle';
import type { SettleStep } from './steps';

const UNKNOWN = { outcome: 'unknown', usage: undefined, estimated: true } as const;

const sums = (entries: { input_tokens: bigint; output_tokens: bigint; price_nano: bigint }[]) =>
  entries.reduce(
    (sum, each) => ({
      tokens: sum.tokens + each.input_tokens + each.output_tokens,
      nano: sum.nano + each.price_nano,
    }),
    { tokens: 0n, nano: 0n },
  );

describe('a settlement', () => {
  it('is corrected by an entry when the truth is known after it was settled at its bound', async () => {
    const { ctx } = await makeTenant();
    const hold = await makeHold(ctx, 1_000, 500);
    await settle(ctx, hold.id, UNKNOWN);
    expect(await settle(holdProof(hold), hold.id, told(200, 50))).toBeUndefined();
    const entries = await storedEntries(ctx);
    expect(entries).toMatchObject([
      { kind: 'call', id: hold.id, estimated: true, input_tokens: 1_000n },
      {
        kind: 'adjustment',
        adjusts: hold.id,
        estimated: false,
        input_tokens: -800n,
        output_tokens: -450n,
      },
    ]);
    for (const counter of await storedBudgets(ctx))
      expect(counter).toMatchObject({
        used_tokens: 250n,
        used_nano: sums(entries).nano,
        held_tokens: 0n,
      });
    // Said once more, it corrects nothing more.
    await settle(holdProof(hold), hold.id, told(200, 50));
    expect(await storedEntries(ctx)).toHaveLength(2);
  });

  it('is at its bound where the figures are no counts', async () => {
    const { ctx } = await makeTenant();
    for (const inputTokens of [Number.NaN, -5, 2 ** 60]) {
      const hold = await makeHold(ctx, 100, 100);
      const usage = { ...NO_USAGE, inputTokens };
      const settled = await settle(holdProof(hold), hold.id, {
        outcome: 'complete',
        usage,
        estimated: false,
      });
      expect(settled?.usage).toEqual({ ...NO_USAGE, inputTokens: 100, outputTokens: 100 });
    }
    expect((await storedEntries(ctx)).every((entry) => entry.estimated)).toBe(true);
  });

  it('keeps counters and ledger equal, whatever the order of steps', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            end: fc.constantFrom('settle', 'cancel', 'unknown', 'twice', 'keep'),
            input: fc.integer({ min: 0, max: 5_000 }),
            output: fc.integer({ min: 0, max: 5_000 }),
          }),
          { minLength: 1, maxLength: 12 },
        ),
        async (calls) => {
          const { ctx } = await makeTenant();
          await Promise.all(
            calls.map(async ({ end, input, output }) => {
              const hold = await makeHold(ctx, 2_000, 2_000);
              const proof = holdProof(hold);
              if (end === 'cancel') await cancelHold(proof, hold.id);
              else if (end === 'unknown') await settle(proof, hold.id, UNKNOWN);
              else if (end !== 'keep') await settle(proof, hold.id, told(input, output));
              if (end === 'twice') await settle(proof, hold.id, told(input, output));
            }),
          );
          const booked = sums(await storedEntries(ctx));
          const kept = BigInt(calls.filter(({ end }) => end === 'keep').length);
          for (const counter of await storedBudgets(ctx))
            expect(counter).toMatchObject({
              used_tokens: booked.tokens,
              used_nano: booked.nano,
              held_tokens: kept * 4_000n,
            });
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe('an adjustment', () => {
  const less = { ...NO_USAGE, inputTokens: -10 };
  const adjustment = { usage: less, cost: -10n, price: -10n, reason: 'test' };

  it('is for the hold’s own proof and the worker’s, and takes back no more than was booked', async () => {
    const { ctx } = await makeTenant();
    const [hold, other] = [await makeHold(ctx, 100, 10), await makeHold(ctx, 100, 10)];
    for (const { id } of [hold, other]) await settle(ctx, id, told(50, 5));
    expect(await adjustEntry(ctx, hold.id, adjustment)).toBe(false);
    expect(await adjustEntry(holdProof(other), hold.id, adjustment)).toBe(false);
    expect(await adjustEntry(holdProof(hold), hold.id, adjustment)).toBe(true);
    const tooMuch = { ...adjustment, usage: { ...NO_USAGE, inputTokens: -41 } };
    await expect(adjustEntry(holdProof(hold), hold.id, tooMuch)).rejects.toMatchObject({
      code: '23514',
    });
    expect((await storedBudgets(ctx)).map((each) => each.used_tokens)).toEqual([100n, 100n]);
    expect(await adjustEntry(holdProof(hold), newId(), adjustment)).toBe(false);
  });
});

describe('a step', () => {
  const settleStep = (ctx: TenantContext, id: string, proof: SettleStep['proof']): SettleStep => ({
    kind: 'settle',
    tenantId: ctx.tenantId,
    id,
    proof,
    outcome: 'complete',
    estimated: false,
    at: new Date(),
    figures: { usage: NO_USAGE, cost: 0n, price: 0n },
  });

  it('moves nothing without the proof of that tenant or that hold', async () => {
    const [{ ctx: ours }, { ctx: theirs }] = [await makeTenant(), await makeTenant()];
    const [hold, other] = [await makeHold(theirs, 100, 10), await makeHold(theirs, 100, 10)];
    const before = await storedBudgets(theirs);
    const token = await ours.databaseToken();
    const holdToken = await holdProof(other).databaseToken();
    for (const proof of [
      { token },
      { secret: 'a guess' },
      { token: holdToken },
      { token: 'v1:x' },
      { token: '' },
    ]) {
      const step = settleStep(theirs, hold.id, proof);
      expect(await runStep(step, 5_000)).toEqual({ kind: 'absent' });
      expect(await runStep({ ...step, kind: 'cancel' }, 5_000)).toEqual({ kind: 'absent' });
      expect(await runStep({ ...step, kind: 'renew' }, 5_000)).toEqual({ kind: 'absent' });
      expect(await runStep({ ...step, tenantId: ours.tenantId }, 5_000)).toEqual({
        kind: 'absent',
      });
    }
    expect(await storedBudgets(theirs)).toEqual(before);
    expect(await runStep(settleStep(theirs, other.id, { token: holdToken }), 5_000)).toMatchObject({
      kind: 'settled',
    });
  });

  it('takes no hold for another person, nor under a hold’s proof', async () => {
    const tenant = await makeTenant();
    const member = await makeMember(tenant);
    const hold = await makeHold(tenant.ctx, 10, 10);
    const need = someNeed(10, 10);
    await expect(
      reserve(member.ctx, somePolicy(), { ...need, principal: tenant.ctx.principal }),
    ).rejects.toMatchObject({ code: 'cancelled' });
    await expect(reserve(holdProof(hold), somePolicy(), need)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect((await storedBudgets(tenant.ctx)).map((each) => each.held_tokens)).toEqual([20n, 20n]);
  });

  it('that PostgreSQL refuses spoils no other of its batch', async () => {
    const { ctx } = await makeTenant();
    const requestId = newId();
    const tries = await Promise.allSettled(
      [0, 1, 1, 2].map((callOrdinal) =>
        reserve(ctx, somePolicy(), someNeed(10, 10, { requestId, callOrdinal })),
      ),
    );
    expect(tries.map((each) => each.status).sort()).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
    expect((await storedBudgets(ctx)).map((each) => each.held_tokens)).toEqual([60n, 60n]);
  });

  it('is done once, however often the connection is lost', async () => {
    const { ctx } = await makeTenant('enterprise');
    let over = false;
    // A few times and no more: a connection takes longer to begin than to be cut.
    const cut = async () => {
      for (let lost = 0; lost < 25 && !over; )
        lost += (
          await asSuperuser(
            `select pg_terminate_backend(pid) from pg_stat_activity where query like '%tenancy.budget_batch%' and pid <> pg_backend_pid()`,
          )
        ).length;
    };
    const cutting = cut();
    const done = await Promise.allSettled(
      Array.from({ length: 150 }, async () => {
        const hold = await makeHold(ctx, 10, 10);
        return settle(holdProof(hold), hold.id, told(3, 4));
      }),
    );
    over = true;
    await cutting;
    const settled = done.filter((each) => each.status === 'fulfilled');
    expect(settled.every((each) => each.value?.usage.outputTokens === 4)).toBe(true);
    const entries = await storedEntries(ctx);
    expect(entries).toHaveLength(settled.length);
    for (const counter of await storedBudgets(ctx))
      expect(counter.used_tokens).toBe(BigInt(settled.length) * 7n);
  });
});

describe('the app’s role', () => {
  it('writes neither counters nor holds, and only adds to the ledger', async () => {
    const { ctx } = await makeTenant();
    await settle(ctx, (await makeHold(ctx, 10, 10)).id, told(1, 1));
    const token = await ctx.databaseToken();
    for (const text of [
      'update budget_counter set used_tokens = 0',
      'insert into budget_counter select * from budget_counter',
      "update reservation set state = 'held'",
      'insert into reservation select * from reservation',
      'delete from reservation',
      'update ledger_entry set price_nano = 0',
      'delete from ledger_entry',
    ])
      await expect(transaction('app', token, (client) => client.query(text))).rejects.toMatchObject(
        {
          code: '42501',
        },
      );
  });
});
