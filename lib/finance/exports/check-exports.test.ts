import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { foldLedgerNow } from '@/e2e/support/fold-ledger';
import { makeHold, told } from '@/e2e/support/make-hold';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { settle } from '@/lib/budget/settle';
import { now } from '@/lib/clock';
import { checkBooks } from '@/lib/db/credentials';
import { checkExports } from '@/lib/db/export-queue';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { readChecks } from '../books/read-checks';
import { dayOf } from '../schema';
import { monthOf, monthSpan, monthsBefore } from '../statement/month-of';
import type { ExportDataset } from './facts';
import { requestExport } from './request-export';
import { runExports } from './run-exports';

const DAY = dayOf(Date.now() - 86_400_000);
const MONTH = DAY.slice(0, 7);
let finance: PlatformContext;
let made: MadeTenant;
let tenantId: string;
let other: string;

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  made = await makeTenant();
  const second = await makeTenant();
  for (const { ctx } of [made, second]) {
    const { id } = await makeHold(ctx, 1_000, 500);
    await settle(ctx, id, told(700, 90));
  }
  tenantId = made.ctx.tenantId;
  other = second.ctx.tenantId;
});

beforeEach(async () => {
  await asSuperuser('delete from finance_export');
});

/** A file that is done; of yesterday unless said otherwise. */
async function fileOf(
  dataset: ExportDataset,
  of?: string,
  days = { from: DAY, to: DAY },
): Promise<string> {
  const given = { dataset, format: 'csv', ...days, tenantId: of } as const;
  const id = await requestExport(finance, given);
  await runExports();
  return id;
}

/** A call of yesterday that is booked only now. */
async function lateRow(of: string): Promise<void> {
  await asSuperuser(
    `insert into ledger_entry select x.* from ledger_entry l cross join lateral jsonb_populate_record(l,
       jsonb_build_object('id', gen_random_uuid(), 'request_id', gen_random_uuid(), 'at', $2::date + time '12:00')) x
     where l.tenant_id = $1 limit 1`,
    [of, DAY],
  );
}

/** A charge for a month as a whole, of yesterday. */
async function ofMonth(of: string): Promise<void> {
  await asSuperuser(
    `insert into ledger_entry select x.* from ledger_entry l cross join lateral jsonb_populate_record(l,
       jsonb_build_object('id', gen_random_uuid(), 'request_id', gen_random_uuid(), 'at', $2::date + time '13:00',
         'kind', 'adjustment', 'adjusts', null, 'cost_nano', 0, 'tags', jsonb_build_object('month', $3::text))) x
     where l.tenant_id = $1 and l.kind = 'call' limit 1`,
    [of, DAY, MONTH],
  );
}

/** As whoever writes entries does. */
async function touchDay(): Promise<void> {
  await asSuperuser(
    `insert into ledger_touch select id, $1::date, clock_timestamp() from tenant on conflict do nothing`,
    [DAY],
  );
}

async function differing(month = MONTH) {
  const count = await checkExports(month);
  await checkBooks(month);
  const check = (await readChecks(finance)).find((each) => each.month === month);
  return { count, exports: check?.exports, found: check?.exportsDiffering ?? [] };
}

it('finds a file that says something else than the ledger', async () => {
  const id = await fileOf('focus');
  expect(await differing()).toMatchObject({ count: 0, exports: 1 });
  await asSuperuser(
    'update finance_export set file_nano = file_nano + 1, ledger_nano = ledger_nano + 1',
  );
  expect(await differing()).toMatchObject({
    count: 1,
    found: [{ id, dataset: 'focus', from: DAY, measure: 'price' }],
  });
});

it.each(['focus', 'focus-allocated', 'ledger'] as const)(
  'a file of %s that a late row overtook differs until it is written anew',
  async (dataset) => {
    await fileOf(dataset);
    expect((await differing()).count).toBe(0);
    await lateRow(tenantId);
    expect((await differing()).count).toBe(1);
    await fileOf(dataset);
    expect(await differing()).toMatchObject({ count: 0, exports: 1 });
  },
);

it.each([undefined, 'one'] as const)(
  'agrees while days wait, when they are folded, and of what is for a month as a whole (%s tenant)',
  async (whose) => {
    const of = whose && tenantId;
    await lateRow(tenantId);
    await ofMonth(tenantId);
    await fileOf('ledger', of);
    await fileOf('focus', of);
    expect((await differing()).count).toBe(0);
    await foldLedgerNow();
    expect(await differing()).toMatchObject({ count: 0, exports: 2 });
    await touchDay();
    expect((await differing()).count).toBe(0);
    await ofMonth(tenantId);
    expect((await differing()).count).toBe(2);
  },
);

it('compares the cost in a file that has cost and price', async () => {
  const id = await fileOf('ledger');
  await asSuperuser('update finance_export set file_cost_nano = file_cost_nano + 1');
  expect(await differing()).toMatchObject({ count: 1, found: [{ id, measure: 'cost' }] });
});

it('an erasure takes files of the erased tenant out of it, and of all, but of nobody else', async () => {
  const all = await fileOf('focus');
  await fileOf('focus', other);
  const own = await fileOf('focus', tenantId);
  await asSuperuser(
    `insert into erased_tenant (id, slug, name, plan, created_at, operation_id, requested_by, reason, requested_at, started_at)
     values ($1, 'gone', 'Gone', 'free', now(), $2, $3, 'enough', now(), now())`,
    [other, newId(), finance.userId],
  );
  await asSuperuser(
    'update finance_export set file_nano = file_nano + 1, ledger_nano = ledger_nano + 1',
  );
  try {
    expect(await differing()).toMatchObject({ count: 1, exports: 1, found: [{ id: own }] });
  } finally {
    await asSuperuser('delete from erased_tenant where id = $1', [other]);
  }
  expect((await differing()).found.map(({ id }) => id)).toContain(all);
});

describe('a journal', () => {
  const last = monthsBefore(monthOf(now(), 'UTC'), 1);
  const { start, end } = monthSpan(last, 'UTC');
  const days = { from: dayOf(Number(start)), to: dayOf(Number(end) - 1) };
  const spend = (at: Date, cost: bigint) => addUsage(made.ctx, { at, cost });
  let issued = 0;
  const issue = () =>
    asSuperuser(
      `insert into issued_statement values ($1, $2, 'statement', $3::int, 'S-TEST-' || $3::int, to_char('2001-01-01'::date + $3::int * 40, 'YYYY-MM'),
         $4, $4, 'UTC', $5, '[]', 'USD', 19000000000, 1900, 0, 1900, null, $4, $6, 'End of month')`,
      [
        ...[tenantId, newId(), ++issued, new Date(Number(end) - 1)],
        ...[
          JSON.stringify({ lines: [{ kind: 'fee', amountNano: '19000000000' }] }),
          finance.userId,
        ],
      ],
    );

  it('is compared with what was issued on its days and with the costs of its month', async () => {
    await issue();
    await spend(start, 26_000_000n);
    const file = () => fileOf('journal', undefined, days);
    const differ = async () => (await differing(last)).found.map(({ measure }) => measure);
    await file();
    expect(await differing(last)).toMatchObject({ count: 0, exports: 1 });
    await spend(new Date(Number(end) - 1), 10_000_000n);
    expect(await differ()).toEqual(['cost']);
    await file();
    expect(await differ()).toEqual([]);
    await foldLedgerNow();
    expect(await differ()).toEqual([]);
    await spend(new Date(Number(end)), 10_000_000n);
    expect(await differ()).toEqual([]);
    await issue();
    expect(await differ()).toEqual(['price']);
    await file();
    expect(await differ()).toEqual([]);
    await asSuperuser('update finance_export set file_cost_nano = file_cost_nano + 10000000');
    expect(await differ()).toEqual(['cost']);
  });

  it('has its papers compared after an erasure, and no costs', async () => {
    await fileOf('journal', undefined, days);
    const erased = newId();
    await asSuperuser(
      `insert into erased_tenant (id, slug, name, plan, created_at, operation_id, requested_by, reason, requested_at, started_at)
       values ($1, 'gone', 'Gone', 'free', now(), $2, $3, 'enough', now(), now())`,
      [erased, newId(), finance.userId],
    );
    try {
      await asSuperuser('update finance_export set file_cost_nano = file_cost_nano + 10000000');
      expect(await differing(last)).toMatchObject({ count: 0, exports: 1 });
      await asSuperuser(
        `insert into erased_statement values ($1, 'S-GONE-0001', 'statement', '2001-01', '{"lines": []}', 'USD', 5, 0, 0, 0, $2)`,
        [erased, start],
      );
      expect((await differing(last)).found).toMatchObject([{ measure: 'price' }]);
    } finally {
      await asSuperuser('delete from erased_statement where erased_id = $1', [erased]);
      await asSuperuser('delete from erased_tenant where id = $1', [erased]);
    }
  });
});

it('says so when the files were not compared for long', async () => {
  await fileOf('focus');
  await differing();
  const isStale = async () =>
    (await readChecks(finance)).find(({ month }) => month === MONTH)?.exportsStale;
  expect(await isStale()).toBe(false);
  await asSuperuser("update export_check set at = at - interval '11 minutes'");
  expect(await isStale()).toBe(true);
});
