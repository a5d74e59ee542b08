import { HOLDS } from '../sql-library';
import { id, PEOPLE, TENANTS } from '../sql-people';
import { type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const { ours, theirs } = TENANTS;
const NOW = '2026-01-01T00:00:00Z';
const BATCH = `select b.outcome, current_setting('tenancy.context', true) as context
  from tenancy.budget_batch($1, $2, $3, null) b`;
const SCOPE = { scope: 'feature', scopeId: 'lone', period: 'day', periodStart: NOW };

/** What is said of a hold that takes from a counter that is there. */
async function taken(stage: SqlStage, token: string, principalKind: string, principalId: string) {
  const row = {
    ...{ place: 0, token: 1, id: id(101), requestId: id(102), callOrdinal: 0, principalKind },
    ...{ principalId, feature: 'lone', model: 'm', policyVersion: 1, costVersion: 1 },
    ...{ priceVersion: 2, inputTokens: 1, outputTokens: 1, price: 1, cost: 1, at: NOW },
    ...{ documents: [], holder: '00', account: 'platform', productLine: 'assistant' },
    ...{ environment: 'production', tags: {} },
    scopes: [{ ...SCOPE, tokenLimit: 1_000, priceLimit: 1_000 }],
  };
  const { rows } = await stage.as('app', '', BATCH, [[token], JSON.stringify([row]), null]);
  return rows[0] ?? {};
}

/** What is said of a settlement whose figures are known. */
async function settled(stage: SqlStage, secret: string): Promise<unknown> {
  const row = {
    ...{ place: 0, kind: 'settle', tenant: ours, id: HOLDS.fresh, secret, outcome: 'complete' },
    ...{ inputTokens: 1, outputTokens: 1, cost: 1, price: 1, estimated: false, at: NOW },
  };
  const { rows } = await stage.as('app', '', BATCH, [[], null, JSON.stringify([row])]);
  return rows[0]?.outcome;
}

export const LONE_STEP_PROBES: readonly SqlProbe[] = [
  {
    name: 'a step that is alone in its batch needs its proof',
    run: (stage, world) =>
      stage.attempt(async () => {
        await stage.becomeRoot();
        await stage.query(
          `insert into budget_counter (tenant_id, scope, scope_id, period, period_start)
           select t, 'feature', 'lone', 'day', $3 from unnest(array[$1, $2]::uuid[]) t`,
          [ours, theirs, NOW],
        );
        const { owner } = world.ours;
        const { rows } = await stage.query(
          "select tenancy.sign_context($1, $2, 'hold', 'hold', interval '1 hour') as token",
          [ours, HOLDS.fresh],
        );
        const holder = String(rows[0]?.token);
        const forged = owner.replace(ours, theirs);
        const own = await taken(stage, owner, 'user', PEOPLE.owner);
        const refused: [string, Record<string, unknown>][] = [
          ['for another person', await taken(stage, owner, 'user', PEOPLE.member)],
          ['under a forged context', await taken(stage, forged, 'user', PEOPLE.owner)],
          ['under a hold’s context', await taken(stage, holder, 'hold', HOLDS.fresh)],
        ];
        return [
          ...unless(own.outcome === 'held', 'nothing is held'),
          ...unless(own.context === '', 'the context stays behind'),
          ...refused.flatMap(([how, { outcome }]) => unless(outcome === 'denied', `held ${how}`)),
          ...unless((await settled(stage, 'our secret')) === 'settled', 'the secret ends nothing'),
          ...unless((await settled(stage, 'a guess')) === 'absent', 'a guessed secret ends a hold'),
        ];
      }),
  },
];
