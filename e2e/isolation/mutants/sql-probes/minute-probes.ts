import { TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const REMOVE = "select tenancy.remove_minute_counters(clock_timestamp() + interval '1 day', 100)";

/** Budgets by name: what they count, how long ago they began, what is held in them. */
const COUNTERS: Record<string, [string, string, number, number]> = {
  'an old minute': ['minute', '2 hours', 0, 0],
  'a minute of this hour': ['minute', '30 minutes', 0, 0],
  'an old minute with held tokens': ['minute', '2 hours', 1, 0],
  'an old minute with held money': ['minute', '2 hours', 0, 1],
  'an old day': ['day', '2 days', 0, 0],
};
const BOTH = [TENANTS.ours, TENANTS.theirs];

export const MINUTE_PROBES: readonly SqlProbe[] = [
  {
    name: 'the worker removes budgets of minutes that are over for an hour, and no other',
    run: async (stage) => {
      const left = await leftAfter(stage, 'tenantry_worker', REMOVE);
      const { refused } = await stage.as('app', '', REMOVE);
      return [
        ...differences(left, ['an old minute']),
        ...unless(refused === DENIED, 'the app removes budgets'),
      ];
    },
  },
  {
    name: 'what removes budgets may remove those of minutes alone, in which nothing is held',
    run: async (stage) =>
      differences(await leftAfter(stage, 'tenantry_definer', 'delete from budget_counter'), [
        'an old minute',
        'a minute of this hour',
      ]),
  },
];

/** The budgets that are left of each workspace once the role has done that. */
function leftAfter(stage: SqlStage, role: string, sql: string): Promise<string[]> {
  return stage.attempt(async () => {
    await stage.becomeRoot();
    for (const tenant of BOTH)
      for (const [name, [period, ago, tokens, nano]] of Object.entries(COUNTERS))
        await stage.client.query(
          `insert into budget_counter (tenant_id, scope, scope_id, period, period_start, held_tokens, held_nano)
           values ($1, 'feature', $2, $3, clock_timestamp() - $4::interval, $5, $6)`,
          [tenant, name, period, ago, tokens, nano],
        );
    await stage.client.query(`set local role ${role}`);
    await stage.query(sql);
    await stage.becomeRoot();
    const { rows } = await stage.query(
      'select scope_id as name from budget_counter where scope_id = any ($1) and tenant_id = any ($2)',
      [Object.keys(COUNTERS), BOTH],
    );
    return rows.map(({ name }) => String(name));
  });
}

function differences(left: readonly string[], removed: readonly string[]): string[] {
  return Object.keys(COUNTERS).flatMap((name) => {
    const count = left.filter((each) => each === name).length;
    const expected = removed.includes(name) ? 0 : BOTH.length;
    return unless(count === expected, `${count} budgets of ${name} are left`);
  });
}
