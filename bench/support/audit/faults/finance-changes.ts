import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { now } from '@/lib/clock';
import { acknowledgeAnomaly } from '@/lib/finance/anomalies/acknowledge-anomaly';
import { closeMonth } from '@/lib/finance/chargeback/close-month';
import { creditStatement } from '@/lib/finance/chargeback/credit-statement';
import { addRate, setTerms } from '@/lib/finance/chargeback/set-terms';
import { correctCall } from '@/lib/finance/corrections/correct-ledger';
import { readCall } from '@/lib/finance/corrections/read-call';
import { setAccount } from '@/lib/finance/exports/journal-accounts';
import { requestExport } from '@/lib/finance/exports/request-export';
import { addTarget, removeTarget } from '@/lib/finance/exports/targets';
import { planSpend } from '@/lib/finance/planning/plan-spend';
import { noteDifference } from '@/lib/finance/provider/difference-notes';
import { importReport } from '@/lib/finance/provider/import-report';
import { enterInvoice } from '@/lib/finance/provider/invoices';
import { enterSharedCost, withdrawSharedCost } from '@/lib/finance/shared-costs/enter-shared-cost';
import { monthOf, monthsBefore } from '@/lib/finance/statement/month-of';
import { hashSecret, newId } from '@/lib/ids';
import { type AuditedChange, type ChangeScene, change, changeOf } from './audited-change';

const reason = 'A benchmark';
const DAY = '2026-01-31';
const thisMonth = () => monthOf(now(), 'UTC');
const lastMonth = () => monthsBefore(thisMonth(), 1);

/** A tenant that was there last month. */
const older = async () => {
  const { tenantId } = (await makeTenant('professional')).ctx;
  await asSuperuser("update tenant set created_at = now() - interval '200 days' where id = $1", [
    tenantId,
  ]);
  return tenantId;
};
const close = ({ finance }: ChangeScene, tenantId: string) =>
  closeMonth(finance, { tenantId, month: lastMonth(), reason });
const closed = async (scene: ChangeScene) => {
  const tenantId = await older();
  await close(scene, tenantId);
  const [row] = await asSuperuser<{ id: string }>(
    'select id from issued_statement where tenant_id = $1',
    [tenantId],
  );
  return { tenantId, statementId: row?.id ?? '' };
};
const anomaly = async ({ tenant }: ChangeScene) => {
  const id = newId();
  await asSuperuser(
    `insert into cost_anomaly (tenant_id, id, first_day, last_day, peak_day, more, cost_nano, expected_nano, causes, found_at)
     values ($1, $2, $3, $3, $3, true, 2, 1, '{}', now())`,
    [tenant.ctx.tenantId, id, DAY],
  );
  return { tenantId: tenant.ctx.tenantId, id };
};
const call = async ({ finance, tenant }: ChangeScene) => {
  const { tenantId } = tenant.ctx;
  const requestId = await addUsage(tenant.ctx, { at: new Date(`${DAY}T12:00:00Z`) });
  const [entry] = await asSuperuser<{ id: string }>(
    'select id from ledger_entry where tenant_id = $1 and request_id = $2',
    [tenantId, requestId],
  );
  return readCall(finance, tenantId, entry?.id ?? '');
};
const target = ({ finance }: ChangeScene) =>
  addTarget(finance, {
    ...{ name: newId(), dataset: 'ledger', format: 'csv', cadence: 'daily' },
    place: { kind: 'directory', folder: 'a-benchmark' },
  });
const shared = async ({ finance }: ChangeScene) => {
  const id = newId();
  await enterSharedCost(finance, {
    ...{ id, month: thisMonth(), kind: 'platform', amountNano: '1000', method: 'even' },
    ...{ shares: {}, reason },
  });
  return id;
};
const noted = (state: 'open' | 'closed') => {
  const action = `provider.${state === 'open' ? 'note' : 'close'}_difference`;
  return change(action, ({ finance }) =>
    noteDifference(finance, {
      ...{ day: DAY, model: 'claude-haiku-5-5', batch: false, tokenType: 'output_tokens' },
      ...{ kind: 'late', tokens: '1', costUsd: null, state, assignedTo: null, note: reason },
    }),
  );
};

/** What finance changes of bills, exports, costs and the provider’s reports. */
export const FINANCE_CHANGES: readonly AuditedChange[] = [
  changeOf('anomalies.acknowledge', anomaly, ({ finance }, found) =>
    acknowledgeAnomaly(finance, { ...found, note: reason }),
  ),
  changeOf('ledger.correct', call, ({ finance, tenant }, { id, net }) =>
    correctCall(finance, {
      ...{ tenantId: tenant.ctx.tenantId, entryId: id, tokens: net.tokens, reason },
      ...{ costNano: '900', priceNano: '1300' },
      ...{ seenCostNano: net.costNano, seenPriceNano: net.priceNano },
    }),
  ),
  changeOf('billing.terms', older, ({ finance }, tenantId) =>
    setTerms(finance, {
      ...{ tenantId, basedOn: 0, legalName: 'Harbour GmbH', address: 'Kai 1', currency: 'EUR' },
      ...{ discountLabel: '', discountBp: 0, discountOn: 'fees', taxId: 'DE123456789' },
      ...{ taxCategory: 'S', taxBp: 1_900, place: 'Germany', reason },
    }),
  ),
  change('rate.add', ({ finance }) =>
    addRate(finance, {
      ...{ currency: 'EUR', validFrom: DAY, rateNano: '913700000', source: 'A bank', reason },
    }),
  ),
  changeOf('statement.close', older, close),
  changeOf('statement.credit', closed, ({ finance }, statement) =>
    creditStatement(finance, {
      ...{ ...statement, creditId: newId(), seenNotes: 0, lines: null, reason },
    }),
  ),
  change('export.request', ({ finance }) =>
    requestExport(finance, { dataset: 'ledger', format: 'csv', from: DAY, to: DAY }),
  ),
  change('export.add_target', target),
  changeOf('export.remove_target', target, ({ finance }, id) =>
    removeTarget(finance, { id, reason }),
  ),
  change('export.set_account', ({ finance }, n) =>
    setAccount(finance, { kind: 'revenue', code: `R${n}`, name: 'Revenue', reason }),
  ),
  change('shared_cost.enter', shared),
  changeOf('shared_cost.withdraw', shared, ({ finance }, id) =>
    withdrawSharedCost(finance, { id, reason }),
  ),
  change('spend.plan', ({ finance, tenant }, n) =>
    planSpend(finance, {
      of: 'tenant',
      ...{ id: tenant.ctx.tenantId, month: thisMonth(), plannedNano: String(n), reason },
    }),
  ),
  change('provider.import', ({ finance }) => {
    const row = { day: DAY, model: 'claude-haiku-5-5', batch: false, apiKey: null };
    const report = { kind: 'usage', source: 'csv', fileName: 'usage.csv' } as const;
    return importReport(
      finance,
      {
        ...{ ...report, sha256: hashSecret(newId()).toString('hex'), fromDay: DAY, toDay: DAY },
        rows: [{ ...row, tokenType: 'output_tokens', tokens: 1, cents: null }],
      },
      true,
    );
  }),
  change('provider.enter_invoice', ({ finance }) =>
    enterInvoice(finance, { month: '2026-01', number: newId(), amount: '1.00', note: '' }),
  ),
  noted('open'),
  noted('closed'),
];
