import { beforeAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeHold, told } from '@/e2e/support/make-hold';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { settle } from '@/lib/budget/settle';
import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { dayOf } from '../schema';
import type { LedgerCharge } from './ledger-charge';
import { nextCharges, openCharges } from './read-charges';

/** More than two batches: one is read ahead. */
const CALLS = 4_100;
let finance: PlatformContext;
let tenantId: string;
let callAt: number;

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  const { ctx } = await makeTenant();
  tenantId = ctx.tenantId;
  const { id } = await makeHold(ctx, 1_000, 500);
  await settle(ctx, id, told(700, 90));
  await asSuperuser(
    `insert into ledger_entry select x.* from ledger_entry l cross join generate_series(1, $2::int) n
     cross join lateral jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(),
       'request_id', gen_random_uuid(), 'at', l.at - n * interval '1 millisecond')) x where l.tenant_id = $1`,
    [tenantId, CALLS],
  );
  // The last row corrects the first.
  await asSuperuser(
    `insert into ledger_entry select x.* from ledger_entry l cross join lateral jsonb_populate_record(l,
       jsonb_build_object('id', gen_random_uuid(), 'kind', 'adjustment', 'adjusts', l.id, 'reason', 'wrong model',
         'at', l.at + interval '1 hour')) x
     where l.tenant_id = $1 and l.at = (select min(at) from ledger_entry where tenant_id = $1)`,
    [tenantId],
  );
  const [first] = await asSuperuser<{ at: Date }>(
    'select min(at) as at from ledger_entry where tenant_id = $1',
    [tenantId],
  );
  callAt = Number(first?.at);
});

it('knows of a correction which call it corrects, also after the context has ended', async () => {
  const span = { from: dayOf(callAt), to: dayOf(callAt + 3_600_000), tenantId };
  const charges: LedgerCharge[] = [];
  await withPlatform(finance, { action: 'test', reason: 'test' }, async (sql) => {
    const total = await openCharges(sql, 'focus', span);
    expect(total.entries).toBe(CALLS + 2);
    for await (const batch of nextCharges(sql, new Map(), total)) {
      charges.push(...batch);
      // As a minute later.
      await sql("select set_config('tenancy.context', '', true)");
    }
  });
  expect(charges).toHaveLength(CALLS + 2);
  expect(charges.at(-1)).toMatchObject({ shape: { kind: 'adjustment' }, correctsAt: callAt });
  expect(charges.slice(0, -1).every(({ correctsAt }) => correctsAt === null)).toBe(true);
});

it('leaves the connection to whoever wants no more rows, and tells of a batch that failed', async () => {
  const span = { from: dayOf(callAt), to: dayOf(callAt + 3_600_000), tenantId };
  const why = { action: 'test', reason: 'test' };
  await withPlatform(finance, why, async (sql) => {
    const total = await openCharges(sql, 'focus', span);
    for await (const batch of nextCharges(sql, new Map(), total)) {
      expect(batch.length).toBeLessThan(CALLS);
      break;
    }
    expect(await sql('select 1 as one')).toEqual([{ one: 1 }]);
  });
  const read = withPlatform(finance, why, async (sql) => {
    const total = await openCharges(sql, 'focus', span);
    let fetched = 0;
    const failing: typeof sql = (text, params) => {
      fetched += 1;
      return sql(fetched > 1 ? 'fetch 1 from nothing' : text, params);
    };
    for await (const batch of nextCharges(failing, new Map(), total))
      expect(batch.length).toBeGreaterThan(0);
  });
  await expect(read).rejects.toThrow(/nothing/);
});

it('refuses a correction of a call that it was not told of', async () => {
  const span = { from: dayOf(callAt), to: dayOf(callAt + 3_600_000), tenantId };
  const read = withPlatform(finance, { action: 'test', reason: 'test' }, async (sql) => {
    await openCharges(sql, 'focus', span);
    for await (const batch of nextCharges(sql, new Map(), { corrected: new Map() }))
      expect(batch.length).toBeGreaterThan(0);
  });
  await expect(read).rejects.toMatchObject({ code: 'conflict' });
});
