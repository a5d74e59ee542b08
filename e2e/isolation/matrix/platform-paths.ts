import { newId } from '@/lib/ids';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { callAction, ruins } from './action-attempts';
import { FIGURES, type PathEntry, withoutLocks } from './path';
import { platform, victims } from './read-attempts';
import type { MatrixScene } from './scene';

const CREATE = 'lib/console/actions.ts#createTenantAction';

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
  'page /finance': platform(FIGURES, () => '/finance'),
  'page /finance/ledger': platform(FIGURES, () => '/finance/ledger'),
  'route GET /api/finance/costs.csv': platform(FIGURES, () => '/api/finance/costs.csv'),
  'route GET /api/finance/ledger.csv': platform(FIGURES, () => '/api/finance/ledger.csv'),
  ...Object.fromEntries([
    ruins(
      'lib/console/actions.ts#changeTenantStateAction',
      (tenantId) => ({ tenantId, to: 'suspended', reason: 'attack' }),
      "select from tenant where id = $1 and state = 'active'",
    ),
    ruins(
      'lib/console/actions.ts#editPolicyAction',
      (tenantId) => ({
        tenantId,
        basedOn: 1,
        reason: 'attack',
        policy: { ...PLAN_DEFAULTS.free, requestsPerMinute: 1 },
      }),
      'select from policy_version where tenant_id = $1 having max(version) = 1',
    ),
  ]),
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
