import { KEYS } from '../sql-keys';
import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, NO_SUCH_ROW, type SqlProbe, stopped, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const { ours, theirs } = TENANTS;
const START = '2026-11-01T00:00:00Z';
const RULE = { scope: 'user', subject: null, period: 'month', tokens: 5, priceNano: null };
const REACHED = JSON.stringify([
  {
    scope: 'tenant',
    scopeId: 'x',
    period: 'month',
    periodStart: START,
    unit: 'tokens',
    percent: 80,
  },
]);

const set = (basedOn: number, rules: unknown) =>
  `select tenancy.set_own_budgets(${basedOn}, '${JSON.stringify(rules)}', false, false, 'a reason', now()) as version`;
const tell = `select tenancy.tell_budgets('${REACHED}', now()) as made`;
const LOWERED = JSON.stringify([{ ...JSON.parse(REACHED)[0], percent: 0, told: 80 }]);
const takeBack = `select tenancy.tell_budgets('${LOWERED}', now()) as made`;

export const OWN_BUDGET_PROBES: readonly SqlProbe[] = [
  {
    name: 'own budgets are the owner’s and the admins’, and change nothing else of the policy',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const token of ['', world.ours.member, world.worker, world.platform.operator]) {
        const { refused } = await stage.as('app', token, set(1, []));
        problems.push(...unless(refused === DENIED, 'somebody else set own budgets'));
      }
      const refusals: [string, string, string][] = [
        [set(7, []), '23505', 'another version was overwritten'],
        [set(1, [{ ...RULE, models: [] }]), '23514', 'a budget brought a part of its own'],
        [set(1, [{ ...RULE, subject: PEOPLE.theirOwner }]), NO_SUCH_ROW, 'a stranger was named'],
        [
          set(1, [{ ...RULE, scope: 'key', subject: KEYS.paused }]),
          NO_SUCH_ROW,
          'a stranger’s key was named',
        ],
      ];
      for (const [sql, code, problem] of refusals) {
        const { refused } = await stage.as('app', world.ours.owner, sql);
        problems.push(...unless(refused === code, problem));
      }
      return [...problems, ...(await differences(stage, world.ours.admin))];
    },
  },
  {
    name: 'thresholds are told once, of the context’s own counters',
    run: (stage, world) =>
      stage.attempt(async () => {
        await stage.becomeRoot();
        for (const tenant of [ours, theirs])
          await stage.query(
            `insert into budget_counter (tenant_id, scope, scope_id, period, period_start) values ($1, 'tenant', 'x', 'month', $2)`,
            [tenant, START],
          );
        await stage.become('app');
        const nobody = await stage.query(tell);
        await stage.become('app', world.ours.member);
        const first = await stage.query(tell);
        const second = await stage.query(tell);
        await stage.becomeRoot();
        const told = await stage.query(
          `select told_percent from budget_counter where tenant_id = $1 and scope_id = 'x'`,
          [theirs],
        );
        // What is told again must not be hidden by the key alone.
        await stage.query("delete from budget_notice where tenant_id = $1 and scope_id = 'x'", [
          ours,
        ]);
        await stage.become('app', world.ours.member);
        const third = await stage.query(tell);
        return [
          ...unless(nobody.refused === DENIED, 'a threshold was told without a context'),
          ...unless(first.rows[0]?.made === 1, `a member’s call told nothing (${first.refused})`),
          ...unless(second.rows[0]?.made === 0, 'a threshold was told twice'),
          ...unless(third.rows[0]?.made === 0, 'a threshold was told again'),
          ...unless(told.rows[0]?.told_percent === 0, 'a foreign counter was told'),
        ];
      }),
  },
  {
    name: 'thresholds are taken back of the context’s own counters',
    run: (stage, world) =>
      stage.attempt(async () => {
        await stage.becomeRoot();
        for (const tenant of [ours, theirs]) {
          await stage.query(
            `insert into budget_counter (tenant_id, scope, scope_id, period, period_start, told_percent)
             values ($1, 'tenant', 'x', 'month', $2, 80)`,
            [tenant, START],
          );
          await stage.query(
            `insert into budget_notice (tenant_id, id, scope, scope_id, period, period_start, unit, percent, at)
             values ($1, gen_random_uuid(), 'tenant', 'x', 'month', $2, 'tokens', 80, now())`,
            [tenant, START],
          );
        }
        await stage.become('app', world.ours.member);
        await stage.query(takeBack);
        await stage.becomeRoot();
        const left = await stage.query(
          `select b.told_percent, (select count(*)::int from budget_notice n where n.tenant_id = b.tenant_id and n.scope_id = 'x') as notices
           from budget_counter b where b.scope_id = 'x' order by b.tenant_id = $1 desc`,
          [ours],
        );
        const [own, foreign] = left.rows;
        return [
          ...unless(own?.told_percent === 0 && own.notices === 0, 'nothing was taken back'),
          ...unless(
            foreign?.told_percent === 80 && foreign.notices === 1,
            'what a foreign counter told was taken back',
          ),
        ];
      }),
  },
  {
    name: 'notices are read and marked by owner and admins, each in their own name',
    run: async (stage, world) => {
      const mark = (reader: string) =>
        `update budget_notice set read_at = now(), read_by = '${reader}'`;
      const seen = await stage.as('app', world.ours.member, 'select id from budget_notice');
      const marked = await stage.as('app', world.ours.member, mark(PEOPLE.member));
      const forged = await stage.as('app', world.ours.admin, mark(PEOPLE.owner));
      const own = await stage.as('app', world.ours.admin, mark(PEOPLE.admin));
      const added = await stage.as(
        'app',
        world.ours.owner,
        `insert into budget_notice (tenant_id, id, scope, scope_id, period, period_start, unit, percent, at)
         values ('${ours}', '${id(410)}', 'tenant', 'y', 'month', now(), 'tokens', 80, now())`,
      );
      return [
        ...unless(seen.count === 0, 'a member reads notices'),
        ...unless(stopped(marked), 'a member marks notices'),
        ...unless(forged.refused === DENIED, 'a notice is marked in another name'),
        ...unless(own.count > 0, `an admin marks nothing (${own.refused})`),
        ...unless(added.refused === DENIED, 'a notice is written without its threshold'),
      ];
    },
  },
];

/** What an admin's version has that the one before has not, beside the three parts. */
async function differences(stage: SqlStage, admin: string): Promise<string[]> {
  return stage.attempt(async () => {
    await stage.becomeRoot();
    await stage.query(
      `update policy_version set manifest = jsonb_build_object('of', tenant_id) where version = 1`,
    );
    await stage.become('app', admin);
    const { rows, refused } = await stage.query(set(1, [RULE]));
    await stage.becomeRoot();
    const { rows: after } = await stage.query(
      `select manifest - array['ownBudgets', 'ownDowngradeModel', 'ownDowngradeLength'] as rest
       from policy_version where tenant_id = $1 and version = 2`,
      [ours],
    );
    return [
      ...unless(rows[0]?.version === 2, `an admin was refused (${refused})`),
      ...unless(
        JSON.stringify(after[0]?.rest) === JSON.stringify({ of: ours }),
        'more than the own parts changed',
      ),
    ];
  });
}
