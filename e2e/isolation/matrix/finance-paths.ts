import { now } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { answersFinance, callAction } from './action-attempts';
import { AT_REST, asOwner, ERASED, putRow } from './fill-tables';
import { keepExport } from './keep-export';
import { type Attempt, FIGURES, type GuardedPath } from './path';
import { platform, victims } from './read-attempts';
import type { MatrixScene } from './scene';

const PRICES = 'lib/finance/prices/actions.ts';
const CORRECTIONS = 'lib/finance/corrections/actions.ts';
const CHARGEBACK = 'lib/finance/chargeback/actions.ts';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const PROVIDER = 'lib/finance/provider/actions.ts';
const EXPORTS = 'lib/finance/exports/actions.ts';
const ACKNOWLEDGE = 'lib/finance/anomalies/actions.ts#acknowledgeAnomalyAction';
const MONTH = '2026-01';

const LINE = {
  plan: '*',
  model: 'claude-haiku-5-5',
  inputOver: 0,
  inputNano: '100',
  outputNano: '500',
  cacheReadNano: '10',
  cacheWrite5mNano: '125',
  cacheWrite1hNano: '200',
  batchPercent: 50,
};
const CONTENT = { book: 'cost', lines: [LINE], plans: [] };
const TOKENS = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
};

/** Statements that were put there: each has a number and a month of its own. */
let issued = 0;

/** A day of the victim that was out of the ordinary. */
async function putAnomaly(scene: MatrixScene): Promise<string> {
  const id = newId();
  await putRow('cost_anomaly', { ...AT_REST.cost_anomaly, id, tenant_id: tenantOf(scene) });
  return id;
}

/** A tenant has one at a time, which the world may have put there already. */
async function putForecast(tenantId: string): Promise<void> {
  await asOwner('cost_forecast', (client) =>
    client.query(
      `insert into cost_forecast values ($1, '2026-11-01', '2026-11-01', 1, 1, 1, 1, 1, null, null, 0) on conflict do nothing`,
      [tenantId],
    ),
  );
}

/** With such a row of its own. */
function withAnomaly(address: (scene: MatrixScene) => string): GuardedPath {
  return {
    locks: FIGURES,
    async prepare(scene) {
      await putAnomaly(scene);
      return platform(FIGURES, address).prepare(scene);
    },
  };
}

/** What finance opens and changes, tried by somebody without a role. */
export const FINANCE_PATHS: Record<string, GuardedPath> = {
  'page /finance': platform(FIGURES, () => '/finance'),
  'page /finance/ledger': platform(FIGURES, () => '/finance/ledger'),
  'page /finance/ledger/[id]/[entry]': platform(
    FIGURES,
    (scene) => `/finance/ledger/${tenantOf(scene)}/${victims('ledger_entry')(scene)}`,
  ),
  'page /finance/statements': platform(FIGURES, () => '/finance/statements'),
  'page /finance/statements/[id]': platform(
    FIGURES,
    (scene) => `/finance/statements/${tenantOf(scene)}`,
  ),
  'page /finance/rates': {
    locks: FIGURES,
    prepare:
      ({ bookkeeper }) =>
      async () => {
        // Rates are the same for all: what tells finance's page from a refusal is its own words.
        const received = await bookkeeper.request('/finance/rates');
        return received.body.includes('Rates are added') ? 'the rates were shown' : undefined;
      },
  },
  'page /finance/forecast': platform(FIGURES, () => '/finance/forecast'),
  'page /finance/anomalies': withAnomaly((scene) => `/finance/anomalies?tenant=${tenantOf(scene)}`),
  'route GET /api/finance/forecast.csv': {
    locks: FIGURES,
    async prepare(scene) {
      await putForecast(tenantOf(scene));
      return platform(FIGURES, () => '/api/finance/forecast.csv').prepare(scene);
    },
  },
  'route GET /api/finance/anomalies.csv': withAnomaly(
    (scene) => `/api/finance/anomalies.csv?tenant=${tenantOf(scene)}`,
  ),
  [`action ${ACKNOWLEDGE}`]: {
    locks: FIGURES,
    async prepare(scene) {
      const input = { tenantId: tenantOf(scene), id: await putAnomaly(scene), note: 'attack' };
      return async () => {
        const answer = await callAction(scene, ACKNOWLEDGE, scene.bookkeeper, [input]);
        return /"ok":true|"conflict"/.test(answer) ? 'it answered as to finance' : undefined;
      };
    },
  },
  'page /finance/provider': {
    locks: FIGURES,
    prepare:
      ({ bookkeeper }) =>
      async () => {
        // Sums over all tenants: what tells finance's page from a refusal is its own words.
        const received = await bookkeeper.request('/finance/provider');
        return received.body.includes('Imports') ? 'the comparison was shown' : undefined;
      },
  },
  'page /finance/exports': {
    locks: FIGURES,
    prepare:
      ({ bookkeeper }) =>
      async () => {
        // Files over all tenants: what tells finance's page from a refusal is its own words.
        const received = await bookkeeper.request('/finance/exports');
        return received.body.includes('New export') ? 'the exports were shown' : undefined;
      },
  },
  'route GET /api/finance/exports/[id]': {
    locks: FIGURES,
    async prepare({ bookkeeper, victim }) {
      const { id, words } = await keepExport(victim.ctx.principal.id);
      return async () => {
        const received = await bookkeeper.request(`/api/finance/exports/${id}`);
        return received.body.includes(words) ? 'the file was given out' : undefined;
      };
    },
  },
  [`action ${EXPORTS}#removeTargetAction`]: {
    locks: FIGURES,
    async prepare(scene) {
      const id = newId();
      await putRow('export_target', {
        ...{ id, kind: 'directory', place: '{"kind": "directory", "folder": "attack"}' },
        ...{ dataset: 'focus', format: 'csv', cadence: 'monthly', next_from: '2999-01-01' },
        ...{ created_by: scene.victim.ctx.principal.id, removed_at: null, removed_by: null },
      });
      return answers(scene, `${EXPORTS}#removeTargetAction`, { id, reason: 'attack' }, /"ok":true/);
    },
  },
  [`action ${CHARGEBACK}#creditStatementAction`]: {
    locks: FIGURES,
    async prepare(scene) {
      const tenantId = tenantOf(scene);
      const statementId = newId();
      issued += 1;
      await putRow('issued_statement', {
        ...{ ...AT_REST.issued_statement, tenant_id: tenantId, id: statementId },
        ...{ number: 1_000 + issued, month: `${1_000 + issued}-01` },
      });
      const input = {
        ...{ creditId: newId(), tenantId, statementId, seenNotes: 0, reason: 'attack' },
        lines: [{ line: 0, amountNano: '1' }],
      };
      return answers(scene, `${CHARGEBACK}#creditStatementAction`, input, /have that much left/);
    },
  },
  'route GET /api/finance/costs.csv': platform(FIGURES, () => '/api/finance/costs.csv'),
  'route GET /api/finance/erased.csv': platform(
    FIGURES,
    () => `/api/finance/erased.csv?from=${ERASED.month}&to=${ERASED.month}`,
  ),
  'route GET /api/finance/ledger.csv': platform(FIGURES, () => '/api/finance/ledger.csv'),
  'route GET /api/finance/statement.csv': platform(
    FIGURES,
    (scene) => `/api/finance/statement.csv?tenant=${tenantOf(scene)}`,
  ),
  'route GET /api/finance/statement.pdf': platform(
    FIGURES,
    (scene) => `/api/finance/statement.pdf?tenant=${tenantOf(scene)}`,
  ),
  'route POST /api/finance/provider': {
    locks: FIGURES,
    prepare:
      ({ bookkeeper }) =>
      async () => {
        // Of neither report: who may import is told so.
        const body = 'a,b\r\n1,2\r\n';
        const request = { method: 'POST', headers: { 'x-file-name': 'a.csv' }, body };
        const received = await bookkeeper.request('/api/finance/provider', request);
        return received.body.includes('neither report') ? 'the file was read' : undefined;
      },
  },
  ...Object.fromEntries([
    answersFinance(`${PRICES}#previewPricesAction`, () => CONTENT, /"ok":true/),
    answersFinance(
      `${PRICES}#addPricesAction`,
      // Of a version that nobody has: who may add one is told that another came first.
      () => ({
        ...CONTENT,
        basedOn: 999_999,
        startsAt: null,
        reason: 'attack',
        acceptBelowCost: true,
      }),
      /"conflict"/,
    ),
    answersFinance(
      `${CORRECTIONS}#previewCorrectionAction`,
      (scene) => ({ ...entryOf(scene), tokens: TOKENS }),
      /"ok":true/,
    ),
    answersFinance(
      `${CORRECTIONS}#correctCallAction`,
      // With figures that nobody saw: who may correct is told that it was corrected meanwhile.
      (scene) => ({
        ...entryOf(scene),
        tokens: TOKENS,
        costNano: '1',
        priceNano: '1',
        seenCostNano: '999999999999999',
        seenPriceNano: '999999999999999',
        reason: 'attack',
      }),
      /"conflict"/,
    ),
    answersFinance(
      `${CORRECTIONS}#adjustMonthAction`,
      (scene) => ({
        entryId: newId(),
        tenantId: tenantOf(scene),
        month: now().toISOString().slice(0, 7),
        priceNano: '1',
        reason: 'attack',
      }),
      /"ok":true/,
    ),
    answersFinance(
      `${CHARGEBACK}#closeMonthAction`,
      // Of a month in which there was no such tenant: who may close one is told so.
      (scene) => ({
        ...{ tenantId: tenantOf(scene), month: '1999-01', seenTotalNano: '0' },
        ...{ seenDueMinor: '0', reason: 'attack' },
      }),
      /"conflict"/,
    ),
    answersFinance(
      `${CHARGEBACK}#closeAllAction`,
      () => ({ month: '1999-01', after: LAST_ID, reason: 'attack' }),
      /"ok":true/,
    ),
    answersFinance(
      `${CHARGEBACK}#setTermsAction`,
      // After a version that nobody has: who may add one is told that another came first.
      (scene) => ({
        ...{ tenantId: tenantOf(scene), basedOn: 999_999, legalName: 'x', address: '' },
        ...{ currency: 'USD', discountLabel: '', discountBp: 0, discountOn: 'fees', taxId: '' },
        ...{ taxCategory: 'O', taxBp: 0, place: '', reason: 'attack' },
      }),
      /"conflict"/,
    ),
    answersFinance(
      `${CHARGEBACK}#addRateAction`,
      () => ({
        ...{ currency: 'EUR', validFrom: '2999-01-01', rateNano: '1', source: 'attack' },
        reason: 'attack',
      }),
      /"ok":true/,
    ),
    answersFinance(
      'lib/finance/provider/actions.ts#fetchReportAction',
      // No key is set up, so that nobody is asked in the end.
      () => ({ from: `${MONTH}-01`, to: `${MONTH}-01`, again: false }),
      /No admin key/,
    ),
    answersFinance(
      `${PROVIDER}#noteDifferenceAction`,
      () => ({
        ...{ day: `${MONTH}-01`, model: 'attack', batch: false, tokenType: 'other', kind: 'price' },
        ...{ tokens: null, costUsd: '1', state: 'closed', assignedTo: null, note: 'attack' },
      }),
      /"ok":true/,
    ),
    answersFinance(
      `${PROVIDER}#enterInvoiceAction`,
      () => ({ month: MONTH, number: 'attack', amount: '1', note: '' }),
      /"ok":true/,
    ),
    answersFinance(
      `${EXPORTS}#requestExportAction`,
      () => ({ dataset: 'focus', format: 'csv', from: `${MONTH}-01`, to: `${MONTH}-01` }),
      /"ok":true/,
    ),
    answersFinance(
      `${EXPORTS}#addTargetAction`,
      () => ({
        ...{ name: 'attack', dataset: 'focus', format: 'csv', cadence: 'monthly' },
        place: { kind: 'directory', folder: 'attack' },
      }),
      /"ok":true/,
    ),
    answersFinance(
      `${EXPORTS}#setAccountAction`,
      () => ({ kind: 'revenue', code: '4000', name: 'attack', reason: 'attack' }),
      /"ok":true/,
    ),
  ]),
};

function tenantOf({ victim }: MatrixScene): string {
  return victim.ctx.tenantId;
}

function entryOf(scene: MatrixScene) {
  return { tenantId: tenantOf(scene), entryId: victims('ledger_entry')(scene) };
}

/** Tried by the bookkeeper, who has no role yet. */
function answers(
  scene: MatrixScene,
  action: string,
  input: Record<string, unknown>,
  answerOfFinance: RegExp,
): Attempt {
  return async () => {
    const answer = await callAction(scene, action, scene.bookkeeper, [input]);
    return answerOfFinance.test(answer) ? 'it answered as to finance' : undefined;
  };
}
