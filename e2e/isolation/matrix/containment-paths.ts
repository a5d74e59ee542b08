import { newId } from '@/lib/ids';
import { addEndpoint } from '@/lib/notify/endpoints';
import { callAction, changesPlatform } from './action-attempts';
import { putRow } from './fill-tables';
import { FIGURES, type GuardedPath } from './path';
import { platform } from './read-attempts';
import { makeKey, makeTenantToRuin } from './throw-away';

const CONTAINMENT = 'lib/containment/actions.ts';
const KEYS = `${CONTAINMENT}#listTenantKeysAction`;
const NOTIFY = 'lib/notify/actions.ts';
const TEST = `${NOTIFY}#sendTestNoticeAction`;
/** Shipped: hammering after refusals. */
const RULE = '0c0a1700-0000-4000-8000-000000000003';

/** What holds tenants back, and where operators hear of it. */
export const CONTAINMENT_PATHS: Record<string, GuardedPath> = {
  'page /console/containment': platform(FIGURES, () => '/console/containment'),
  ...Object.fromEntries([
    changesPlatform(`${CONTAINMENT}#editRuleAction`, async () => {
      const reason = `attack ${newId()}`;
      const rule = { windowMinutes: 5, threshold: 1_000, atLeast: '0', minutes: 15 };
      return {
        input: { id: RULE, enabled: false, ...rule, actions: [{ kind: 'notify' }], reason },
        untouched:
          'select where not exists (select from containment_rule_version where reason = $1)',
        params: [reason],
      };
    }),
    changesPlatform(`${CONTAINMENT}#endContainmentAction`, async (_scene, operator) => {
      const tenantId = await makeTenantToRuin(operator);
      const id = newId();
      await putRow('containment', {
        ...{ tenant_id: tenantId, id, rule_id: RULE, until: '2999-01-01T00:00:00Z' },
        actions: '[{"kind": "weight", "percent": 50}]',
      });
      return {
        input: { tenantId, id, reason: 'attack' },
        untouched: 'select from containment where tenant_id = $1 and id = $2 and ended_at is null',
        params: [tenantId, id],
      };
    }),
    changesPlatform(`${CONTAINMENT}#restoreRuleAction`, async () => {
      const reason = `attack ${newId()}`;
      return {
        input: { id: RULE, version: 1, reason },
        untouched:
          'select where not exists (select from containment_rule_version where reason = $1)',
        params: [reason],
      };
    }),
    changesPlatform(`${CONTAINMENT}#containAction`, async (_scene, operator) => {
      const tenantId = await makeTenantToRuin(operator);
      return {
        input: { tenantId, action: { kind: 'pause' }, minutes: 15, reason: 'attack' },
        untouched:
          "select from tenant where id = $1 and state = 'active' and not exists (select from containment where tenant_id = $1)",
        params: [tenantId],
      };
    }),
    changesPlatform(`${CONTAINMENT}#switchOffAction`, async () => {
      const reason = `attack ${newId()}`;
      // Of a tool that no other path has an assistant call.
      const what = { kind: 'tool', tool: 'read_usage' };
      return {
        input: { what, minutes: 1, reason },
        untouched: 'select where not exists (select from platform_switch where reason = $1)',
        params: [reason],
      };
    }),
    changesPlatform(`${CONTAINMENT}#endSwitchAction`, async () => {
      const id = newId();
      const lasts = { since: '2999-01-01T00:00:00Z', until: '2999-01-02T00:00:00Z' };
      await putRow('platform_switch', { id, kind: 'tool', name: `none ${id}`, ...lasts });
      return {
        input: { id, reason: 'attack' },
        untouched: 'select from platform_switch where id = $1 and ended_at is null',
        params: [id],
      };
    }),
    changesPlatform(`${NOTIFY}#addEndpointAction`, async () => {
      const address = `${newId()}@example.test`;
      return {
        input: { kind: 'email', address },
        untouched: 'select where not exists (select from notice_endpoint where address = $1)',
        params: [address],
      };
    }),
    changesPlatform(`${NOTIFY}#removeEndpointAction`, async (_scene, operator) => {
      const address = `${newId()}@example.test`;
      const { id } = await addEndpoint(operator, { kind: 'email', address });
      return {
        input: { id },
        untouched: 'select from notice_endpoint where id = $1 and removed_at is null',
        params: [id],
      };
    }),
  ]),
  [`action ${KEYS}`]: {
    locks: FIGURES,
    async prepare(scene) {
      const { tenantId } = scene.victim.ctx;
      const id = await makeKey(scene);
      return async () => {
        const answer = await callAction(scene, KEYS, scene.outsider, [tenantId]);
        return answer.includes(id) ? 'a key of the victim' : undefined;
      };
    },
  },
  [`action ${TEST}`]: {
    locks: FIGURES,
    prepare: (scene) => async () => {
      const answer = await callAction(scene, TEST, scene.outsider, []);
      return answer.includes('"ok":true') ? 'it answered as to an operator' : undefined;
    },
  },
};
