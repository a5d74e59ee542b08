import { newId } from '@/lib/ids';
import { callAction, changesPlatform } from './action-attempts';
import { putRow } from './fill-tables';
import { FIGURES, type GuardedPath } from './path';
import { platform } from './read-attempts';

const OBJECTIVES = 'lib/console/objectives/actions.ts';
const VIEWS = 'lib/console/views/actions.ts';
const REMOVE = `${VIEWS}#removeViewAction`;
/** Shipped: answers do not fail. */
const OBJECTIVE = '0b1ec700-0000-4000-8000-000000000001';
const DAY = '2024-05-01T00:00:00Z';

/** What operators look at across tenants, and what they promise of them. */
export const FLEET_PATHS: Record<string, GuardedPath> = {
  'page /console/compare': platform(FIGURES, () => '/console/compare'),
  // Names those alone that held a slot.
  'page /console/neighbours': {
    locks: FIGURES,
    async prepare(scene) {
      const { tenantId } = scene.victim.ctx;
      const row = { tenant_id: tenantId, grain: 'day', bucket: DAY, feature: `f-${newId()}` };
      await putRow('fleet_rollup', { ...row, held_ms: 1000 });
      const address = '/console/neighbours?from=2024-05-01&to=2024-05-02';
      return platform(FIGURES, () => address).prepare(scene);
    },
  },
  // Names nobody.
  'page /console/objectives': {
    locks: FIGURES,
    prepare: (scene) => async () => {
      const { text } = await scene.outsider.request('/console/objectives');
      return text.includes('Counted over the platform')
        ? 'it opened as for an operator'
        : undefined;
    },
  },
  ...Object.fromEntries([
    changesPlatform(`${OBJECTIVES}#addObjectiveAction`, async () => {
      const name = `attack ${newId()}`;
      return {
        input: {
          ...{ name, kind: 'errors', thresholdMs: null, targetPercent: 99, days: 28 },
          ...{ plan: null, feature: null, escalateMinutes: 15, reason: 'attack' },
        },
        untouched: 'select where not exists (select from objective where name = $1)',
        params: [name],
      };
    }),
    changesPlatform(`${OBJECTIVES}#editObjectiveAction`, async () => {
      const reason = `attack ${newId()}`;
      const promised = { name: 'Answers do not fail', targetPercent: 50, days: 28 };
      return {
        input: { ...promised, id: OBJECTIVE, enabled: true, escalateMinutes: 15, reason },
        untouched: 'select where not exists (select from objective where reason = $1)',
        params: [reason],
      };
    }),
    changesPlatform(`${OBJECTIVES}#acknowledgeObjectiveAction`, async () => {
      const id = newId();
      const over = { started_at: DAY, ended_at: '2024-05-02T00:00:00Z' };
      await putRow('objective_alert', { id, objective_id: OBJECTIVE, severity: 'slow', ...over });
      return {
        input: { id, note: 'attack' },
        untouched: 'select from objective_alert where id = $1 and acknowledged_at is null',
        params: [id],
      };
    }),
    changesPlatform(`${VIEWS}#saveViewAction`, async () => {
      const name = `attack ${newId()}`;
      return {
        input: { name, path: '/console', query: 'sort=-p95', shared: true },
        untouched: 'select where not exists (select from console_view where name = $1)',
        params: [name],
      };
    }),
  ]),
  // Nobody removes another's, so that an answer is all there is to get.
  [`action ${REMOVE}`]: {
    locks: FIGURES,
    prepare: (scene) => async () => {
      const answer = await callAction(scene, REMOVE, scene.outsider, [{ id: newId() }]);
      return answer.includes('"ok":true') ? 'it answered as to an operator' : undefined;
    },
  },
};
