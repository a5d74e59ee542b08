import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { now } from '@/lib/clock';
import { adjustMonth, correctCall } from '@/lib/finance/corrections/correct-ledger';
import { readCall } from '@/lib/finance/corrections/read-call';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { closeMonth } from '../chargeback/close-month';
import { readLedger } from '../read-ledger';
import { moreCalls, readLineSources } from './line-sources';
import { monthOf, monthSpan, monthsBefore } from './month-of';
import { readStatement } from './read-statement';

const ZONE = 'America/St_Johns';
const HAIKU = 'claude-haiku-5-5';
const SONNET = 'claude-sonnet-5-5';

let finance: PlatformContext;
let tenant: MadeTenant;
let tenantId: string;
let current: string;
let second: string;
let first: string;

const sourcesOf = async (month: string) => {
  const { statement } = await readStatement(finance, tenantId, month);
  return { statement, sources: await readLineSources(finance, tenantId, statement) };
};
const use = (month: string, model = HAIKU) =>
  addUsage(tenant.ctx, {
    at: new Date(monthSpan(month, ZONE).end.getTime() - 1),
    price: 70_000_000_000n,
    model,
  });
const close = (month: string) => closeMonth(finance, { tenantId, month, reason: 'End of month' });

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  tenant = await makeTenant('professional');
  tenantId = tenant.ctx.tenantId;
  await asSuperuser(
    "update tenant set time_zone = $2, created_at = now() - interval '200 days' where id = $1",
    [tenantId, ZONE],
  );
  current = monthOf(now(), ZONE);
  second = monthsBefore(current, 1);
  first = monthsBefore(current, 2);
});

describe('lines of a statement', () => {
  it('of a fee come from the price version that was in force when the month began', async () => {
    await use(first);
    const { sources } = await sourcesOf(first);
    const { start } = monthSpan(first, ZONE);
    const [inForce] = await asSuperuser<{ version: number; fee: string }>(
      `select p.version, p.fee_nano::text as fee from price_plan p join price_version v on v.id = p.version
       where v.book = 'price' and p.plan = 'professional' and v.effective_from <= $1
       order by v.effective_from desc, v.id desc limit 1`,
      [start],
    );
    expect(sources.prices).toEqual({ professional: inForce?.version });
    const { statement } = await sourcesOf(first);
    expect(statement.lines.find(({ kind }) => kind === 'fee')?.amountNano).toBe(inForce?.fee);
    // Nothing else is on this one.
    expect(sources).toMatchObject({ policies: {}, booked: {}, late: {} });
  });

  it('of an add-on come from the policy version that brought it', async () => {
    const from = new Date(monthSpan(second, ZONE).start.getTime() + 3_600_000).toISOString();
    const until = new Date(Date.parse(from) + 86_400_000).toISOString();
    const more = { tokensPerMonth: 0, requestsPerMinute: 0, priceNano: '0', feeNano: '5' };
    const addon = { name: 'Launch week', from, until, tokensPerDay: 10, ...more };
    await asSuperuser(
      `update policy_version set created_at = $3, manifest = jsonb_set(manifest, '{addons}', $2) where tenant_id = $1`,
      [tenantId, JSON.stringify([{ ...addon, id: 'boost' }, addon]), '2020-01-01T00:00:00Z'],
    );
    const { statement, sources } = await sourcesOf(second);
    const lines = statement.lines.filter(({ kind }) => kind === 'addon');
    expect(lines).toHaveLength(2);
    const [stored] = await asSuperuser<{ version: number }>(
      'select version from policy_version where tenant_id = $1',
      [tenantId],
    );
    for (const { source } of lines) expect(sources.policies[source ?? '']).toBe(stored?.version);
  });

  it('of an adjustment lead to its row alone, and of a correction to what was booked', async () => {
    const request = await use(current);
    const [row] = await asSuperuser<{ id: string }>(
      'select id from ledger_entry where tenant_id = $1 and request_id = $2',
      [tenantId, request],
    );
    await asSuperuser('update ledger_entry set at = $3 where tenant_id = $1 and id = $2', [
      ...[tenantId, row?.id, now()],
    ]);
    const call = await readCall(finance, tenantId, row?.id ?? '');
    await correctCall(finance, {
      ...{ tenantId, entryId: call.id, tokens: call.net.tokens, costNano: call.net.costNano },
      ...{ priceNano: '1', seenCostNano: call.net.costNano, seenPriceNano: call.net.priceNano },
      reason: 'Charged too much',
    });
    const entryId = newId();
    await adjustMonth(finance, {
      ...{ entryId, tenantId, month: second, priceNano: '-7', reason: 'Goodwill' },
    });
    const { sources } = await sourcesOf(current);
    const day = sources.booked[entryId] ?? '';
    const only = await readLedger(
      finance,
      { from: day, to: day, tenant: tenantId, entry: entryId },
      {},
    );
    expect(only.page.rows.map(({ id, priceNano }) => [id, priceNano])).toEqual([[entryId, '-7']]);
    expect(only.showback).toBeNull();
    const days = { from: `${current}-01`, to: now().toISOString().slice(0, 10), tenant: tenantId };
    const corrections = await readLedger(finance, { ...days, usage: 'corrections' }, {});
    expect(corrections.page.rows.map(({ adjusts }) => adjusts)).toEqual([call.id]);
    expect(corrections.totals.priceNano).toBe('-69999999999');
  });

  it('of what arrived late say of which model how many calls, before and after its close', async () => {
    await close(first);
    await use(first);
    await use(first, SONNET);
    await use(first, SONNET);
    const late = [
      { model: HAIKU, calls: 1 },
      { model: SONNET, calls: 2 },
    ];
    expect((await sourcesOf(second)).sources.late).toEqual({ [first]: late });
    await close(second);
    const closed = await sourcesOf(second);
    expect(closed.sources.late).toEqual({ [first]: late });
    expect(closed.sources.prices).toHaveProperty('professional');
    await use(second, SONNET);
    await use(first, SONNET);
    const next = await sourcesOf(current);
    expect(next.sources.late).toEqual({
      [first]: [{ model: SONNET, calls: 1 }],
      [second]: [{ model: SONNET, calls: 1 }],
    });
    const lines = next.statement.lines.filter(({ kind }) => kind === 'late');
    for (const { label, calls } of lines)
      expect(next.sources.late[label]?.reduce((sum, each) => sum + each.calls, 0)).toBe(calls);
    expect((await sourcesOf(second)).sources.late).toEqual({ [first]: late });
  });

  it('are told to whoever reads costs, and to nobody of another tenant', async () => {
    const { statement } = await sourcesOf(second);
    const auditor = await makePlatformPerson('auditor');
    expect((await readLineSources(auditor, tenantId, statement)).late).toHaveProperty(first);
    const other = await makeTenant();
    const of = await readLineSources(finance, other.ctx.tenantId, statement);
    expect(of).toMatchObject({ policies: {}, booked: {}, late: { [first]: [] } });
  });
});

it('more calls are what one count has more than the other, model by model', () => {
  const counts = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 50 }));
  const rows = (of: Record<string, number>) =>
    Object.entries(of).map(([model, calls]) => ({ month: '2026-01', model, calls }));
  fc.assert(
    fc.property(counts, counts, (before, more) => {
      const present = { ...before };
      for (const [model, calls] of Object.entries(more))
        present[model] = (present[model] ?? 0) + calls;
      const found = moreCalls('2026-01', rows(present), rows(before));
      const wanted = Object.entries(more).filter(([, calls]) => calls > 0);
      expect(found.map(({ model, calls }) => [model, calls])).toEqual(wanted.sort());
      expect(moreCalls('2026-02', rows(present), rows(before))).toEqual([]);
    }),
  );
});
