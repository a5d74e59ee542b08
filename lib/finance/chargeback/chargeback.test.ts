import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { now } from '@/lib/clock';
import { csvRows } from '@/lib/csv';
import { withPlatform } from '@/lib/db/platform-sql';
import { adjustMonth } from '@/lib/finance/corrections/correct-ledger';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { statementCells } from '../statement/export-statement';
import { monthOf, monthSpan, monthsBefore } from '../statement/month-of';
import { readOwnStatement, readStatement } from '../statement/read-statement';
import { statementPdf } from '../statement/statement-pdf';
import { closeMonth } from './close-month';
import { creditStatement } from './credit-statement';
import { listMonth, readTermsOf } from './queries';
import { addRate, setTerms } from './set-terms';

const ZONE = 'America/St_Johns';
const BILLION = 1_000_000_000n;
const TERMS = {
  ...{ legalName: 'Harbour GmbH', address: 'Kai 1\n20457 Hamburg', currency: 'EUR' as const },
  ...{ discountLabel: 'Launch partner', discountBp: 1_000, discountOn: 'fees' as const },
  ...{ taxId: 'DE123456789', taxCategory: 'S' as const, taxBp: 1_900, place: 'Germany' },
  reason: 'As agreed',
};

let finance: PlatformContext;
let first: string;
let second: string;
let current: string;

async function customer(): Promise<MadeTenant> {
  const tenant = await makeTenant('professional');
  await asSuperuser(
    "update tenant set time_zone = $2, created_at = now() - interval '200 days' where id = $1",
    [tenant.ctx.tenantId, ZONE],
  );
  return tenant;
}

function use(tenant: MadeTenant, month: string, dollars: bigint): Promise<string> {
  const at = new Date(monthSpan(month, ZONE).end.getTime() - 1);
  return addUsage(tenant.ctx, { at, price: dollars * BILLION });
}

const shown = (lines: { kind: string; label: string; amountNano: string }[]) =>
  lines.map(({ kind, amountNano }) => `${kind} ${amountNano}`);

async function close(tenant: MadeTenant, month: string) {
  const { tenantId } = tenant.ctx;
  const { statement } = await readStatement(finance, tenantId, month);
  const seenTotalNano = statement.totalNano;
  return closeMonth(finance, { tenantId, month, seenTotalNano, reason: 'End of month' });
}

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  current = monthOf(now(), ZONE);
  second = monthsBefore(current, 1);
  first = monthsBefore(current, 2);
  const from = `${monthsBefore(current, 4)}-01`;
  const rate = { currency: 'EUR' as const, source: 'European Central Bank', reason: 'The month’s' };
  await addRate(finance, { ...rate, validFrom: from, rateNano: '950000000' });
  await addRate(finance, { ...rate, validFrom: from, rateNano: '913700000' });
  const { start } = monthSpan(current, ZONE);
  // In force after both months.
  const later = new Date(start.getTime() + 86_400_000).toISOString().slice(0, 10);
  await addRate(finance, { ...rate, validFrom: later, rateNano: '2000000000' });
});

describe('a month that is closed', () => {
  it('is what was computed by hand, in the tenant’s currency, numbered, and the same everywhere', async () => {
    const tenant = await customer();
    const { tenantId } = tenant.ctx;
    await setTerms(finance, { tenantId, basedOn: 0, ...TERMS });
    await use(tenant, first, 70n);
    const preview = await readStatement(finance, tenantId, first);
    expect(preview).toMatchObject({ closable: true, statement: { open: false, issued: null } });
    const { number, already } = await close(tenant, first);
    expect(already).toBe(false);
    expect(number).toMatch(/^S-[0-9A-F]{10}-0001$/);
    const data = await readStatement(finance, tenantId, first);
    const { statement } = data;
    expect(shown(statement.lines)).toEqual([
      ...['fee 99000000000', 'usage 70000000000', 'included -60000000000', 'discount -9900000000'],
    ]);
    expect(statement).toMatchObject({
      totalNano: '99100000000',
      settlement: {
        ...{ netMinor: '9055', taxMinor: '1720', dueMinor: '10775' },
        rate: { rateNano: '913700000', source: 'European Central Bank' },
        terms: { legalName: 'Harbour GmbH', taxId: 'DE123456789', place: 'Germany' },
      },
      issued: { number, creditNotes: [] },
    });
    expect({ ...statement, issued: null }).toEqual(preview.statement);
    expect(await readOwnStatement(tenant.ctx, first)).toEqual(data);
    const listed = await listMonth(finance, first);
    expect(listed.find(({ id }) => id === tenantId)).toMatchObject({ number, dueMinor: '10775' });
    const rows = statementCells(data);
    expect(rows.at(-1)?.slice(-2)).toEqual(['EUR', '107.75']);
    expect(rows.find((row) => row[5] === 'exchange_rate')?.at(-1)).toBe('0.9137');
    const printed = statementPdf(data, now());
    expect(statementPdf(data, new Date(0))).toEqual(printed);
    for (const words of [number, '107.75', '99.100000000', '0.9137 EUR', 'DE123456789', 'Harbour'])
      expect(JSON.stringify(printed)).toContain(words);
  });

  it('takes what arrived after its close to the next one, as such, and once', async () => {
    const tenant = await customer();
    const { tenantId } = tenant.ctx;
    await use(tenant, first, 58n);
    await close(tenant, first);
    // Two dollars are still covered by the fee of the first month.
    await use(tenant, first, 5n);
    const adjustment = { entryId: newId(), tenantId, month: first, priceNano: '-7' };
    await adjustMonth(finance, { ...adjustment, reason: 'Goodwill' });
    const at = new Date(monthSpan(second, ZONE).end.getTime() - 1);
    await asSuperuser('update ledger_entry set at = $2 where tenant_id = $1 and id = $3', [
      ...[tenantId, at, adjustment.entryId],
    ]);
    await use(tenant, second, 10n);
    expect((await readStatement(finance, tenantId, first)).statement.totalNano).toBe('99000000000');
    await close(tenant, second);
    const { statement } = await readStatement(finance, tenantId, second);
    expect(shown(statement.lines)).toEqual([
      ...['fee 99000000000', 'usage 10000000000', 'included -10000000000'],
      ...['late 3000000000', 'adjustment -7'],
    ]);
    expect(statement.lines.find(({ kind }) => kind === 'late')).toMatchObject({
      ...{ label: first, calls: 1 },
    });
    const next = await readStatement(finance, tenantId, current);
    expect(shown(next.statement.lines)).toEqual(['fee 99000000000', 'included 0']);
    await use(tenant, second, 1n);
    await use(tenant, first, 1n);
    const later = await readStatement(finance, tenantId, current);
    expect(shown(later.statement.lines.slice(2))).toEqual(['late 1000000000', 'late 0']);
  });

  it('loses nothing and counts nothing twice while calls go on and it is closed many times at once', async () => {
    const tenant = await customer();
    const { tenantId } = tenant.ctx;
    await use(tenant, first, 60n);
    const reason = 'End of month';
    const closing = (month: string) => closeMonth(finance, { tenantId, month, reason });
    let stop = false;
    const traffic = (async () => {
      let rows = 0;
      for (; !stop || rows < 20; rows++) await use(tenant, first, 1n);
      return BigInt(rows);
    })();
    const closed = await Promise.all(Array.from({ length: 4 }, () => closing(first)));
    stop = true;
    const arrived = await traffic;
    expect(new Set(closed.map(({ number }) => number)).size).toBe(1);
    expect(closed.filter(({ already }) => !already)).toHaveLength(1);
    await closing(second);
    const sums = await Promise.all(
      [first, second].map(
        async (month) => (await readStatement(finance, tenantId, month)).statement.sums,
      ),
    );
    const beyond = BigInt(sums[0]?.usage ?? 0) + BigInt(sums[1]?.late ?? 0);
    expect(beyond).toBe((60n + arrived) * BILLION);
    const told = await asSuperuser(
      "select from audit_entry where tenant_id = $1 and action = 'statement.close'",
      [tenantId],
    );
    expect(told).toHaveLength(2);
  });

  it('is closed in its turn, once it is over, by finance, as it was looked at', async () => {
    const tenant = await customer();
    const { tenantId } = tenant.ctx;
    const reason = 'End of month';
    const closing = (month: string, seenTotalNano?: string) =>
      closeMonth(finance, { tenantId, month, reason, ...(seenTotalNano && { seenTotalNano }) });
    const conflict = { code: 'conflict' };
    await expect(closing(current)).rejects.toMatchObject(conflict);
    await expect(closing(first, '1')).rejects.toMatchObject(conflict);
    await expect(
      closeMonth(finance, { tenantId, month: first, seenDueMinor: '1', reason }),
    ).rejects.toMatchObject(conflict);
    await expect(closing('2016-01')).rejects.toMatchObject(conflict);
    await closing(monthsBefore(first, 1));
    await expect(closing(second)).rejects.toMatchObject(conflict);
    await expect(closing(monthsBefore(first, 2))).rejects.toMatchObject(conflict);
    const nobody = { tenantId: newId(), month: first, reason };
    await expect(closeMonth(finance, nobody)).rejects.toMatchObject({ code: 'not_found' });
    for (const role of ['auditor', 'operator'] as const) {
      const person = await makePlatformPerson(role);
      await expect(closeMonth(person, { tenantId, month: first, reason })).rejects.toMatchObject({
        code: 'forbidden',
      });
      expect((await readStatement(person, tenantId, first)).closable).toBe(true);
    }
    await setTerms(finance, { tenantId, basedOn: 0, ...TERMS, currency: 'NOK' });
    await expect(closing(first)).rejects.toMatchObject(conflict);
    expect((await readStatement(finance, tenantId, first)).statement).toMatchObject({
      ...{ settlement: null, wantedRate: 'NOK' },
    });
    await expect(setTerms(finance, { tenantId, basedOn: 0, ...TERMS })).rejects.toMatchObject(
      conflict,
    );
    expect((await readTermsOf(finance, tenantId)).version).toBe(1);
  });
});

describe('a credit note', () => {
  it('takes lines back in parts and then the rest, with the statement comes to nothing, and changes it nowhere', async () => {
    const tenant = await customer();
    const { tenantId } = tenant.ctx;
    await setTerms(finance, { tenantId, basedOn: 0, ...TERMS });
    await use(tenant, first, 70n);
    await close(tenant, first);
    const before = await readStatement(finance, tenantId, first);
    const exported = csvRows(statementCells(before));
    const statementId = before.statement.issued?.id ?? '';
    const credit = (seenNotes: number, lines: { line: number; amountNano: string }[] | null) =>
      creditStatement(finance, {
        ...{ creditId: newId(), tenantId, statementId, seenNotes, lines },
        reason: 'Charged too much',
      });
    const some = [{ line: 1, amountNano: '333333333' }];
    const [one] = await Promise.allSettled([credit(0, some), credit(0, some)]).then((both) =>
      both.toSorted((a, b) => (a.status < b.status ? -1 : 1)),
    );
    expect(one).toMatchObject({ value: expect.stringMatching(/^C-[0-9A-F]{10}-0001$/) });
    await expect(credit(0, some)).rejects.toMatchObject({ code: 'conflict' });
    await expect(credit(1, [{ line: 1, amountNano: '70000000000' }])).rejects.toMatchObject({
      code: 'invalid_input',
    });
    const again = { creditId: newId(), tenantId, statementId, seenNotes: 1, reason: 'Cancelled' };
    const last = await creditStatement(finance, { ...again, lines: null });
    expect(await creditStatement(finance, { ...again, lines: null })).toBe(last);
    expect(last).toMatch(/-0002$/);
    await expect(credit(2, null)).rejects.toMatchObject({ code: 'invalid_input' });

    const after = await readStatement(finance, tenantId, first);
    expect(csvRows(statementCells(after))).toBe(exported);
    const notes = after.statement.issued?.creditNotes ?? [];
    expect(notes.map(({ number }) => number.slice(-5))).toEqual(['-0001', '-0002']);
    const back = notes.reduce((sum, { dueMinor }) => sum + BigInt(dueMinor), 0n);
    expect(back).toBe(-10_775n);
    expect(await readOwnStatement(tenant.ctx, first)).toEqual(after);
    const [, row] = statementCells(after, notes[0]);
    expect(row?.slice(4)).toEqual([
      ...[
        notes[0]?.number,
        'credit',
        'claude-haiku-5-5',
        `Line 2 of ${after.statement.issued?.number}`,
      ],
      ...['', '', '-0.333333333', '', ''],
    ]);
  });

  it('and a statement are changed and removed by nobody', async () => {
    const tenant = await customer();
    const { tenantId } = tenant.ctx;
    await setTerms(finance, { tenantId, basedOn: 0, ...TERMS });
    await close(tenant, first);
    for (const table of ['issued_statement', 'billing_terms'])
      for (const change of [`update ${table} set reason = 'another'`, `delete from ${table}`]) {
        const sql = `${change} where tenant_id = $1`;
        await expect(asSuperuser(sql, [tenantId])).rejects.toMatchObject({ code: 'TS009' });
        const why = { action: 'statement.close', reason: 'x', tenantId };
        await expect(
          withPlatform(finance, why, (run) => run(sql, [tenantId])),
        ).rejects.toMatchObject({ code: '42501' });
      }
    await expect(
      asSuperuser("update exchange_rate set rate_nano = 1, reason = 'another'"),
    ).rejects.toMatchObject({ code: 'TS009' });
    const lines = JSON.stringify({ lines: [{ amountNano: '1' }] });
    const forged = `select tenancy.close_month($1, $2, $3, '${second}', now() - interval '40 days', now() - interval '9 days',
      $4, '[]', 'USD', 2, 0, 0, 0, 'a reason')`;
    const why = { action: 'statement.close', reason: 'x', tenantId };
    await expect(
      withPlatform(finance, why, (sql) => sql(forged, [tenantId, newId(), newId(), lines])),
    ).rejects.toMatchObject({ code: '23514' });
  });

  it('is nothing of another tenant’s', async () => {
    const [ours, theirs] = [await customer(), await customer()];
    await close(theirs, first);
    const { statement } = await readOwnStatement(ours.ctx, first);
    expect(statement.issued).toBeNull();
    const { statement: foreign } = await readStatement(finance, theirs.ctx.tenantId, first);
    await expect(
      creditStatement(finance, {
        ...{ creditId: newId(), tenantId: ours.ctx.tenantId, seenNotes: 0, lines: null },
        ...{ statementId: foreign.issued?.id ?? '', reason: 'Wrong tenant' },
      }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
