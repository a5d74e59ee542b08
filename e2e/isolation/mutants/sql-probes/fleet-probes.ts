import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, stopped, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const { ours, theirs } = TENANTS;
/** Old enough to be kept as a day alone, of which no parts are made. */
const FIVE = '2024-05-01T00:00:00Z';
const VIEW = id(641);
const ALERT = id(642);

async function putFleet(stage: SqlStage): Promise<void> {
  await stage.becomeRoot();
  await stage.query('delete from fleet_touch');
  await stage.query('delete from fleet_rollup');
  for (const tenant of [ours, theirs]) {
    await stage.query('insert into fleet_touch values ($1, $2, $2)', [tenant, FIVE]);
    await stage.query(
      `insert into fleet_rollup select $1, 'day', $2, 'f', 0, 0, 0, 0, '{}', 0, 0, 0, 0, 0, 0, 0, '', ''`,
      [tenant, FIVE],
    );
  }
}

const editObjective = (by: string) => `update objective set enabled = false, edited_by = '${by}'`;
const acknowledge = (by: string) =>
  `update objective_alert set acknowledged_at = now(), acknowledged_by = '${by}', note = 'seen'`;
const addView = (by: string) =>
  `insert into console_view values (gen_random_uuid(), '${by}', 'mine', '/console', '', false, now())`;

export const FLEET_PROBES: readonly SqlProbe[] = [
  {
    name: 'the worker alone folds the fleet, and what is of its context’s tenant',
    run: (stage, world) =>
      stage.attempt(async () => {
        await putFleet(stage);
        const problems: string[] = [];
        for (const token of ['', world.ours.owner, world.platform.operator]) {
          await stage.become('app', token);
          const { refused } = await stage.query('select tenancy.fold_fleet(5)');
          problems.push(...unless(refused === DENIED, 'somebody else folded'));
        }
        await stage.become('app', world.worker);
        const own = await stage.query('select tenancy.fold_fleet(5) as folded');
        await stage.becomeRoot();
        const left = await stage.query(
          `select (select count(*) from fleet_touch where tenant_id = $1)::int as touches,
             (select count(*) from fleet_rollup where tenant_id = $1)::int as rollups`,
          [theirs],
        );
        return [
          ...problems,
          ...unless(Number(own.rows[0]?.folded) > 0, `the worker folded nothing (${own.refused})`),
          ...unless(left.rows[0]?.touches === 1, 'what waits of another tenant was taken out'),
          ...unless(left.rows[0]?.rollups === 1, 'another tenant’s sums were removed'),
        ];
      }),
  },
  {
    name: 'the fleet is for the platform’s people alone',
    run: (stage, world) =>
      stage.attempt(async () => {
        await putFleet(stage);
        const read = 'select from fleet_rollup';
        const tenant = await stage.as('app', world.ours.owner, read);
        const posing = await stage.as('operator', world.ours.owner, read);
        const good = await stage.as('operator', world.platform.operator, read);
        return [
          ...unless(tenant.count === 0, 'a tenant reads the fleet'),
          ...unless(posing.count === 0, 'the operators’ login shows the fleet to a tenant'),
          ...unless(good.count > 1, `an operator reads no fleet (${good.refused})`),
        ];
      }),
  },
  {
    name: 'objectives and their alerts are changed by operators in their own name, counts by nobody',
    run: (stage, world) =>
      stage.attempt(async () => {
        const { operator, auditor } = world.platform;
        await stage.becomeRoot();
        await stage.query('delete from objective_alert');
        await stage.query(
          `insert into objective_alert (id, objective_id, severity, burn, started_at)
           select $1, o.id, 'slow', 2, now() from objective o limit 1`,
          [ALERT],
        );
        await stage.query(
          'insert into objective_bucket select o.id, $1, 10, 1 from objective o on conflict do nothing',
          [FIVE],
        );
        const attempts: [string, string][] = [
          [auditor, editObjective(PEOPLE.auditor)],
          [operator, editObjective(PEOPLE.halfOperator)],
          [world.posing.operator, editObjective(PEOPLE.owner)],
          [operator, `update objective set kind = 'errors', edited_by = '${PEOPLE.operator}'`],
          [operator, 'delete from objective'],
          [operator, acknowledge(PEOPLE.halfOperator)],
          [operator, 'update objective_bucket set bad = 0'],
        ];
        const problems: string[] = [];
        for (const [token, sql] of attempts)
          problems.push(...unless(stopped(await stage.as('operator', token, sql)), sql));
        const edited = await stage.as('operator', operator, editObjective(PEOPLE.operator));
        const seen = await stage.as('operator', operator, acknowledge(PEOPLE.operator));
        return [
          ...problems,
          ...unless(edited.count > 0, `an operator edits nothing (${edited.refused})`),
          ...unless(seen.count > 0, `an operator acknowledges nothing (${seen.refused})`),
        ];
      }),
  },
  {
    name: 'views are saved and removed in one’s own name, and seen by others when they are shared',
    run: (stage, world) =>
      stage.attempt(async () => {
        const { operator, auditor } = world.platform;
        await stage.becomeRoot();
        await stage.query('delete from console_view');
        await stage.query(
          `insert into console_view values ($1, $2, 'Slow ones', '/console', 'sort=-p95', false, now())`,
          [VIEW, PEOPLE.operator],
        );
        const read = 'select from console_view';
        const unshared = await stage.as('auditor', auditor, read);
        const own = await stage.as('operator', operator, read);
        const forged = await stage.as('operator', operator, addView(PEOPLE.auditor));
        const removed = await stage.as('auditor', auditor, 'delete from console_view');
        await stage.becomeRoot();
        await stage.query('update console_view set shared = true');
        const shared = await stage.as('auditor', auditor, read);
        const taken = await stage.as('auditor', auditor, 'delete from console_view');
        return [
          ...unless(unshared.count === 0, 'what is not shared is seen by others'),
          ...unless(own.count === 1, `one’s own view is not seen (${own.refused})`),
          ...unless(stopped(forged), 'a view was saved in another name'),
          ...unless(stopped(removed), 'a view of another was removed'),
          ...unless(shared.count === 1, `what is shared is not seen (${shared.refused})`),
          ...unless(stopped(taken), 'a shared view of another was removed'),
        ];
      }),
  },
];
