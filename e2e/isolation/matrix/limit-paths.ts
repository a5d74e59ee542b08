import { now } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { callAction, changes, changesPlatform } from './action-attempts';
import { asOwner, putRow } from './fill-tables';
import { inTurn } from './in-turn';
import { ENOUGH, FIGURES, type GuardedPath, type PathEntry, ROWS } from './path';
import { page, platform } from './read-attempts';
import type { MatrixScene } from './scene';
import { makeTenantToRuin } from './throw-away';

const REQUESTS = 'lib/quota-requests/actions.ts';
const OWN_LIMITS = 'lib/usage/own-limits/actions.ts#setOwnLimitsAction';
const FAR = '2999-01-01T00:00:00Z';

/** What people see and change of limits and plans. */
export const LIMIT_PATHS: Record<string, PathEntry> = {
  'action lib/quota-requests/actions.ts#askForLimitsAction': {
    withoutLocks: 'adds a request to the workspace of its own context, and takes no id of a row',
  },
  'action lib/plan-changes/actions.ts#changePlanAction': {
    withoutLocks: 'changes the plan of the workspace of its own context, and takes no id of a row',
  },
  'route GET /api/t/[tenant]/limits/changes': {
    withoutLocks:
      'says whether the workspace of its own context has another policy; takes no id of a row',
  },
  'page /t/[tenant]/limits': after(
    makeRequest,
    page(ROWS, () => '/limits'),
  ),
  'page /t/[tenant]/plan': after(
    makeScheduled,
    page(ROWS, () => '/plan'),
  ),
  'route GET /api/t/[tenant]/limits': {
    locks: ROWS,
    entered: true,
    async prepare(scene) {
      await makeRequest(scene);
      return async () => {
        const { text } = await scene.double.request(`/api/t/${scene.attacker.slug}/limits`);
        const theirs = await scene.victimSql<{ id: string }>(
          'select id from quota_request where tenant_id = $1',
          [scene.victim.ctx.tenantId],
        );
        return theirs.some(({ id }) => text.includes(id))
          ? 'what the victim asked for last'
          : undefined;
      };
    },
  },
  'page /console/requests-inbox': after(
    makeDecided,
    platform(FIGURES, () => '/console/requests-inbox'),
  ),
  ...Object.fromEntries([
    changes(`${REQUESTS}#withdrawRequestAction`, async (scene) => ({
      table: 'quota_request',
      id: await makeRequest(scene),
    })),
    changes('lib/plan-changes/actions.ts#undoPlanAction', async (scene) => ({
      table: 'plan_change',
      id: await makeScheduled(scene),
    })),
    changesPlatform(`${REQUESTS}#decideRequestAction`, async (_scene, operator) => {
      const tenantId = await makeTenantToRuin(operator);
      const id = newId();
      await putRow('quota_request', { tenant_id: tenantId, id, state: 'open' });
      return {
        input: { decision: 'refuse', tenantId, id, answer: 'attack' },
        untouched: `select from quota_request where tenant_id = $1 and id = $2 and state = 'open'`,
        params: [tenantId, id],
      };
    }),
    adds(OWN_LIMITS, 'policy_version', async (scene, reason) => {
      const basedOn = await newestVersion(scene);
      return { basedOn, limits: { tokensPerDay: ENOUGH + basedOn }, reason };
    }),
  ]),
};

/** The same, once there is something of the victim to be seen. */
function after(make: (scene: MatrixScene) => Promise<unknown>, path: GuardedPath): GuardedPath {
  return {
    ...path,
    async prepare(scene) {
      await make(scene);
      return path.prepare(scene);
    },
  };
}

/** An action that adds a row with a reason to the context's tenant: it must not be the victim's. */
function adds(
  action: string,
  table: string,
  input: (scene: MatrixScene, reason: string) => Promise<Record<string, unknown>>,
): [string, GuardedPath] {
  return [
    `action ${action}`,
    {
      locks: FIGURES,
      entered: true,
      prepare: (scene) => () =>
        inTurn('policy', async () => {
          const { victim, attacker } = scene;
          const reason = `attack ${newId()}`;
          const given = await input(scene, reason);
          await callAction(scene, action, scene.double, [attacker.slug, given]);
          const added = await scene.victimSql(
            `select from ${table} where tenant_id = $1 and reason = $2`,
            [victim.ctx.tenantId, reason],
          );
          return added.length > 0 ? `a ${table} was added to the victim` : undefined;
        }),
    },
  ];
}

async function newestVersion({ victim, victimSql }: MatrixScene): Promise<number> {
  const [row] = await victimSql<{ version: number }>(
    'select max(version) as version from policy_version where tenant_id = $1',
    [victim.ctx.tenantId],
  );
  return row?.version ?? 0;
}

/** One request of a workspace is open at a time. */
function endOpen(): Promise<void> {
  return asOwner('quota_request', (client) =>
    client.query(
      `update quota_request set state = 'withdrawn', ended_at = now() where state = 'open'`,
    ),
  );
}

/** An open request of the victim's, newer than any other. */
async function makeRequest({ victim, book }: MatrixScene): Promise<string> {
  await endOpen();
  const id = newId();
  await putRow('quota_request', {
    ...{ tenant_id: victim.ctx.tenantId, id, asked_by: victim.ctx.principal.id, asked_at: FAR },
    ...{
      state: 'open',
      reason: `Because ${book.plant('victim', 'reason of a request for limits')}`,
    },
    wanted: '{"tokensPerDay": 900000000000}',
  });
  return id;
}

/** One that was answered: no attempt withdraws it. */
function makeDecided({ victim }: MatrixScene): Promise<void> {
  const { tenantId, principal } = victim.ctx;
  return putRow('quota_request', {
    ...{ tenant_id: tenantId, id: newId(), asked_by: principal.id, asked_at: now() },
    ...{ state: 'refused', ended_at: now(), decided_by: principal.id, answer: 'Not now' },
    wanted: '{"tokensPerDay": 900000000000}',
  });
}

/** A change of the victim's plan that waits. */
async function makeScheduled({ victim, book }: MatrixScene): Promise<string> {
  const id = newId();
  await asOwner('plan_change', (client) =>
    client.query(
      `update plan_change set state = 'undone', ended_at = now() where state = 'scheduled'`,
    ),
  );
  await putRow('plan_change', {
    ...{ tenant_id: victim.ctx.tenantId, id, asked_by: victim.ctx.principal.id, asked_at: now() },
    ...{ from_plan: 'professional', to_plan: 'free', effective_at: FAR, state: 'scheduled' },
    reason: `Because ${book.plant('victim', 'reason of a change of plan')}`,
  });
  return id;
}
