import { newId } from '@/lib/ids';
import { placeTenantHold } from '@/lib/lifecycle/retention/tenant-hold';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { answersOperators, callAction, changesPlatform } from './action-attempts';
import { ERASED } from './fill-tables';
import { FINANCE_PATHS } from './finance-paths';
import { FIGURES, type PathEntry, withoutLocks } from './path';
import { raiseAlert } from './raise-alert';
import { platform, victims } from './read-attempts';
import type { MatrixScene } from './scene';
import { makeTenantToRuin } from './throw-away';

const CONSOLE = 'lib/console/actions.ts';
const LIFECYCLE = 'lib/lifecycle/actions.ts';
const PLACEMENT = 'lib/placement/actions.ts';
const RETENTION = 'lib/lifecycle/retention/actions.ts';
const CREATE = `${CONSOLE}#createTenantAction`;

/** What operators, finance and auditors open, tried by somebody who is none of them. */
export const PLATFORM_PATHS: Record<string, PathEntry> = {
  'page /console': platform(FIGURES, () => '/console'),
  'page /console/audit': platform(FIGURES, () => '/console/audit'),
  'page /console/tenants/new': withoutLocks('a form; it shows nothing of any tenant'),
  'page /console/tenants/[id]': platform(FIGURES, ofTenant('')),
  'page /console/tenants/[id]/policy': platform(FIGURES, ofTenant('/policy')),
  'page /console/tenants/[id]/requests/[requestId]': platform(
    FIGURES,
    (scene) => `${ofTenant('/requests')(scene)}/${victims('request')(scene)}`,
  ),
  ...FINANCE_PATHS,
  'page /console/erased': platform(FIGURES, () => '/console/erased'),
  'page /console/erased/[id]': platform(FIGURES, () => `/console/erased/${ERASED.id}`),
  'route GET /api/console/receipts/[id]': platform(
    FIGURES,
    () => `/api/console/receipts/${ERASED.receiptOf}`,
  ),
  'route GET /api/console/receipts/public-key': withoutLocks('a public key of the installation'),
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
    // No such store is set up, so that nothing is moved in the end.
    answersOperators(`${PLACEMENT}#requestMoveAction`, (tenantId) => ({
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
  'action lib/rotation/actions.ts#rotateKeysAction': withoutLocks(
    'what it begins would change the keys that other attempts open; it asks for the proof as those beside it do',
  ),
  'action lib/security/actions.ts#runSelfTestAction': withoutLocks(
    'probes two canary tenants of the platform’s own',
  ),
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
