import { now } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { answersFinance, callAction } from './action-attempts';
import { putRow } from './fill-tables';
import { FIGURES, type GuardedPath } from './path';
import { platform } from './read-attempts';

const SHARED = 'lib/finance/shared-costs/actions.ts';
const WITHDRAW = `${SHARED}#withdrawSharedCostAction`;
/** Of the pages that list who was there: everybody came in it or before. */
const thisMonth = () => now().toISOString().slice(0, 7);
const sharedCost = (id: string) => ({
  ...{ id, month: `${thisMonth()}-01`, kind: 'platform', amount_nano: 1_000, method: 'even' },
  ...{ shares: '{}', reason: 'attack', withdrawn_at: null, withdrawn_by: null },
  withdrawn_reason: null,
});

/** What finance adds up, shares out and plans, tried by somebody without a role. */
export const SHOWBACK_PATHS: Record<string, GuardedPath> = {
  'page /finance/showback': platform(FIGURES, () => '/finance/showback'),
  'route GET /api/finance/showback.csv': platform(FIGURES, () => '/api/finance/showback.csv'),
  'page /finance/shared-costs': {
    locks: FIGURES,
    async prepare(scene) {
      // Without a cost nobody has a part of any.
      await putRow('shared_cost', sharedCost(newId()));
      return platform(FIGURES, () => `/finance/shared-costs?month=${thisMonth()}`).prepare(scene);
    },
  },
  'route GET /api/finance/shared-costs.csv': platform(
    FIGURES,
    () => `/api/finance/shared-costs.csv?month=${thisMonth()}`,
  ),
  'page /finance/budgets': platform(FIGURES, () => '/finance/budgets'),
  'route GET /api/finance/budgets.csv': platform(FIGURES, () => '/api/finance/budgets.csv'),
  'page /finance/what-if': platform(FIGURES, () => '/finance/what-if'),
  ...Object.fromEntries([
    answersFinance(
      `${SHARED}#enterSharedCostAction`,
      () => ({
        ...{ id: newId(), month: '2020-01', kind: 'idle', amountNano: '1', method: 'even' },
        ...{ shares: {}, reason: 'attack' },
      }),
      /"ok":true/,
    ),
    answersFinance(
      'lib/finance/planning/actions.ts#planSpendAction',
      ({ victim }) => ({
        ...{ of: 'tenant', id: victim.ctx.tenantId, month: '2020-01' },
        ...{ plannedNano: '1', reason: 'attack' },
      }),
      /"ok":true/,
    ),
  ]),
  [`action ${WITHDRAW}`]: {
    locks: FIGURES,
    async prepare(scene) {
      const id = newId();
      await putRow('shared_cost', sharedCost(id));
      return async () => {
        const answer = await callAction(scene, WITHDRAW, scene.bookkeeper, [
          { id, reason: 'attack' },
        ]);
        return answer.includes('"ok":true') ? 'it answered as to finance' : undefined;
      };
    },
  },
};
