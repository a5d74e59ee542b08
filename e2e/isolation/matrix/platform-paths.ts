import { now } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { placeTenantHold } from '@/lib/lifecycle/retention/tenant-hold';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { RowFiller } from '../mutants/row-filler';
import { answersOperators, callAction, changesPlatform } from './action-attempts';
import { asOwner, ERASED } from './fill-tables';
import { FINANCE_PATHS } from './finance-paths';
import { makeBusyTenant } from './held-operations';
import { FIGURES, type GuardedPath } from './path';
import { raiseAlert } from './raise-alert';
import { platform, victims } from './read-attempts';
import type { MatrixScene } from './scene';
import { SHOWBACK_PATHS } from './showback-paths';
import { makeTenantToRuin } from './throw-away';

const CONSOLE = 'lib/console/actions.ts';
const LIFECYCLE = 'lib/lifecycle/actions.ts';
const PLACEMENT = 'lib/placement/actions.ts';
const RETENTION = 'lib/lifecycle/retention/actions.ts';
const SELF_TEST = 'lib/security/actions.ts#runSelfTestAction';
const CREATE = `${CONSOLE}#createTenantAction`;

/** What operators, finance and auditors open, tried by somebody who is none of them. */
export const PLATFORM_PATHS: Record<string, GuardedPath> = {
  // Of hundreds, a page shows fifty.
  'page /console': platform(FIGURES, (scene) => `/console?q=${scene.victim.slug}`),
  'page /console/audit': platform(FIGURES, () => '/console/audit'),
  'page /console/tenants/[id]': platform(FIGURES, ofTenant('')),
  'page /console/tenants/[id]/policy': platform(FIGURES, ofTenant('/policy')),
  'page /console/tenants/[id]/requests/[requestId]': platform(
    FIGURES,
    (scene) => `${ofTenant('/requests')(scene)}/${victims('request')(scene)}`,
  ),
  ...FINANCE_PATHS,
  ...SHOWBACK_PATHS,
  'page /console/erased': platform(FIGURES, () => '/console/erased'),
  'page /console/erased/[id]': platform(FIGURES, () => `/console/erased/${ERASED.id}`),
  'route GET /api/console/receipts/[id]': platform(
    FIGURES,
    () => `/api/console/receipts/${ERASED.receiptOf}`,
  ),
  // Names nobody who holds no slot at that moment.
  'page /console/traffic': {
    locks: FIGURES,
    prepare: (scene) => async () => {
      const { text } = await scene.outsider.request('/console/traffic');
      return text.includes('Who holds slots') ? 'it opened as for an operator' : undefined;
    },
  },
  'page /console/security': platform(FIGURES, () => '/console/security'),
  ...Object.fromEntries([
    changesPlatform(`${CONSOLE}#changeTenantStateAction`, async (_scene, operator) => {
      const tenantId = await makeTenantToRuin(operator);
      return {
        input: { tenantId, to: 'suspended', reason: 'attack' },
        untouched: "select from tenant where id = $1 and state = 'active'",
        params: [tenantId],
      };
    }),
    changesPlatform(`${CONSOLE}#editPolicyAction`, async (_scene, operator) => {
      const tenantId = await makeTenantToRuin(operator);
      const policy = { ...PLAN_DEFAULTS.free, requestsPerMinute: 1 };
      return {
        input: { tenantId, basedOn: 1, reason: 'attack', policy },
        untouched: 'select from policy_version where tenant_id = $1 having max(version) = 1',
        params: [tenantId],
      };
    }),
    changesPlatform(`${RETENTION}#placeTenantHoldAction`, async (_scene, operator) => {
      const tenantId = await makeTenantToRuin(operator);
      return {
        input: { tenantId, reason: 'attack' },
        untouched: 'select where not exists (select from legal_hold where tenant_id = $1)',
        params: [tenantId],
      };
    }),
    changesPlatform(`${RETENTION}#liftTenantHoldAction`, async (_scene, operator) => {
      const tenantId = await makeTenantToRuin(operator);
      const id = await placeTenantHold(operator, { tenantId, reason: 'to be lifted' });
      return {
        input: { tenantId, id, reason: 'attack' },
        untouched: 'select from legal_hold where id = $1 and lifted_at is null',
        params: [id],
      };
    }),
    changesPlatform('lib/rotation/actions.ts#rotateKeysAction', async (_scene, operator) => {
      const tenantId = await makeBusyTenant(operator);
      return {
        input: attackOn(tenantId),
        untouched:
          "select where not exists (select from tenant_operation where tenant_id = $1 and kind = 'rotate_keys')",
        params: [tenantId],
      };
    }),
    changesPlatform('lib/security/actions.ts#acknowledgeAlertAction', async (scene, _, sql) => {
      const place = `the suite ${newId()}`;
      await raiseAlert(scene.victim.ctx, place);
      const [alert] = await sql('select id from security_alert where place = $1', [place]);
      return {
        input: { id: alert?.id, note: 'attack' },
        untouched: 'select from security_alert where id = $1 and acknowledged_at is null',
        params: [alert?.id],
      };
    }),
  ]),
  ...Object.fromEntries([
    // No such store is set up, so that nothing is proposed in the end.
    answersOperators(`${PLACEMENT}#proposeMoveAction`, (tenantId) => ({
      tenantId,
      target: { databaseTier: 'shared', vectorStore: 'qdrant', vectorTier: 'namespace' },
      reason: 'attack',
    })),
    answersOperators(`${LIFECYCLE}#exportTenantAction`, attackOn),
    // With another address than the tenant's: what it began would end the suite.
    answersOperators(
      `${LIFECYCLE}#eraseTenantAction`,
      (tenantId) => ({ ...attackOn(tenantId), confirmation: 'another' }),
      /Type the workspace/,
    ),
    answersOperators('lib/operations/actions.ts#cancelOperationAction', (tenantId) => ({
      ...attackOn(tenantId),
      id: newId(),
    })),
    answersOperators(`${PLACEMENT}#requestReleaseAction`, attackOn),
    answersOperators(`${PLACEMENT}#requestReindexAction`, attackOn),
    answersOperators(`${PLACEMENT}#cancelMoveAction`, (tenantId) => ({
      ...attackOn(tenantId),
      operationId: newId(),
    })),
    answersOperators(`${PLACEMENT}#setModelAccountAction`, (tenantId) => ({
      ...attackOn(tenantId),
      apiKey: 'sk-attack-attack-attack',
    })),
    answersOperators(`${PLACEMENT}#clearModelAccountAction`, attackOn),
    answersOperators(`${PLACEMENT}#setVectorClusterAction`, (tenantId) => ({
      ...attackOn(tenantId),
      url: 'https://vectors.example.test',
    })),
  ]),
  [`action ${SELF_TEST}`]: {
    locks: FIGURES,
    async prepare(scene) {
      // Of two at a time the second is refused: an answer that only operators get.
      await asOwner('self_test_run', async (client) => {
        await client.query('delete from self_test_run where finished_at is null');
        await new RowFiller(client).put('self_test_run', { id: newId(), started_at: now() });
      });
      return async () => {
        const answer = await callAction(scene, SELF_TEST, scene.outsider, []);
        return answer.includes('"conflict"') ? 'it answered as to an operator' : undefined;
      };
    },
  },
  [`action ${CREATE}`]: {
    locks: FIGURES,
    prepare: (scene) => async () => {
      const slug = `a-${newId().slice(0, 8)}`;
      const input = {
        slug,
        name: 'Attack',
        plan: 'free',
        timeZone: 'UTC',
        ownerName: 'Attacker',
        ownerEmail: `${slug}@example.test`,
      };
      const answer = await callAction(scene, CREATE, scene.outsider, [input]);
      return answer.includes('"ok":true') ? 'a tenant was made' : undefined;
    },
  },
};

function ofTenant(rest: string) {
  return (scene: MatrixScene) => `/console/tenants/${scene.victim.ctx.tenantId}${rest}`;
}

function attackOn(tenantId: string) {
  return { tenantId, reason: 'attack' };
}
