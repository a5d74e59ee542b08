import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, stopped, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const { ours, theirs } = TENANTS;
const DAY = '2024-05-01';
const COST = id(651);
const GROUP = id(652);

async function putDays(stage: SqlStage): Promise<void> {
  await stage.becomeRoot();
  await stage.query('delete from ledger_touch');
  await stage.query('delete from ledger_rollup');
  for (const tenant of [ours, theirs]) {
    await stage.query('insert into ledger_touch values ($1, $2::date, $2::date)', [tenant, DAY]);
    await stage.query(
      `insert into ledger_rollup select $1, 'day', 'all', $2, '', '', 'own', '', '', '', 1, 1, 1, 0, 0, 0, 0`,
      [tenant, DAY],
    );
  }
}

const enter = (
  by: string,
) => `insert into shared_cost (id, month, kind, amount_nano, method, shares, reason, entered_at, entered_by)
  values (gen_random_uuid(), '2024-05-01', 'idle', 5, 'even', '{}', 'a probe', now(), '${by}')`;
const withdraw = (by: string) =>
  `update shared_cost set withdrawn_at = now(), withdrawn_by = '${by}', withdrawn_reason = 'a probe'`;
const plan = (by: string) =>
  `insert into planned_spend values ('${ours}', '2024-05-01', 5, 'a probe', now(), '${by}')`;
const replan = (by: string) => `update planned_spend set planned_nano = 6, entered_by = '${by}'`;
const planGroup = (by: string) =>
  `insert into planned_group_spend values ('${GROUP}', '2024-05-01', 5, 'a probe', now(), '${by}')`;
const replanGroup = (by: string) =>
  `update planned_group_spend set planned_nano = 6, entered_by = '${by}'`;

export const SHOWBACK_PROBES: readonly SqlProbe[] = [
  {
    name: 'the worker alone folds the ledger’s days, and what is of its context’s tenant',
    run: (stage, world) =>
      stage.attempt(async () => {
        await putDays(stage);
        const problems: string[] = [];
        for (const token of ['', world.ours.owner, world.platform.finance]) {
          await stage.become('app', token);
          const { refused } = await stage.query('select tenancy.fold_ledger(5)');
          problems.push(...unless(refused === DENIED, 'somebody else folded'));
        }
        await stage.become('app', world.worker);
        const own = await stage.query('select tenancy.fold_ledger(5) as folded');
        await stage.becomeRoot();
        const left = await stage.query(
          `select (select count(*) from ledger_touch where tenant_id = $1)::int as touches,
             (select count(*) from ledger_rollup where tenant_id = $1)::int as rollups`,
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
    name: 'the ledger’s days are for the platform’s people alone',
    run: (stage, world) =>
      stage.attempt(async () => {
        await putDays(stage);
        const read = 'select from ledger_rollup';
        const tenant = await stage.as('app', world.ours.owner, read);
        const posing = await stage.as('finance', world.posing.finance, read);
        const good = await stage.as('finance', world.platform.finance, read);
        return [
          ...unless(tenant.count === 0, 'a tenant reads what finance adds up'),
          ...unless(posing.count === 0, 'finance’s login shows the sums to whoever has it'),
          ...unless(good.count > 1, `finance reads no sums (${good.refused})`),
        ];
      }),
  },
  {
    name: 'shared costs and plans are entered by finance in its own name, and seen by no tenant',
    run: (stage, world) =>
      stage.attempt(async () => {
        const { finance, operator } = world.platform;
        await stage.becomeRoot();
        await stage.query('delete from shared_cost');
        await stage.query('delete from planned_spend');
        await stage.query('delete from planned_group_spend');
        await stage.query(
          `insert into tenant_group values ('${GROUP}', 'of a probe', '${PEOPLE.operator}', now())`,
        );
        const problems: string[] = [];
        const attempts: [string, string][] = [
          [finance, enter(PEOPLE.operator)],
          [operator, enter(PEOPLE.operator)],
          [world.posing.finance, enter(PEOPLE.owner)],
          [finance, plan(PEOPLE.operator)],
          [operator, plan(PEOPLE.operator)],
          [world.posing.finance, plan(PEOPLE.owner)],
          [finance, planGroup(PEOPLE.operator)],
          [operator, planGroup(PEOPLE.operator)],
          [world.posing.finance, planGroup(PEOPLE.owner)],
        ];
        for (const [token, sql] of attempts)
          problems.push(...unless(stopped(await stage.as('finance', token, sql)), sql));
        await stage.becomeRoot();
        await stage.query(enter(PEOPLE.finance).replace('gen_random_uuid()', `'${COST}'`));
        await stage.query(plan(PEOPLE.finance));
        await stage.query(planGroup(PEOPLE.finance));
        const changes: [string, string][] = [
          [finance, withdraw(PEOPLE.operator)],
          [world.posing.finance, withdraw(PEOPLE.owner)],
          [finance, 'update shared_cost set amount_nano = 6'],
          [finance, 'delete from shared_cost'],
          [finance, replan(PEOPLE.operator)],
          [world.posing.finance, replan(PEOPLE.owner)],
          [finance, replanGroup(PEOPLE.operator)],
          [world.posing.finance, replanGroup(PEOPLE.owner)],
        ];
        for (const [token, sql] of changes)
          problems.push(...unless(stopped(await stage.as('finance', token, sql)), sql));
        for (const table of ['shared_cost', 'planned_spend', 'planned_group_spend']) {
          const seen = await stage.as('app', world.ours.owner, `select from ${table}`);
          const posing = await stage.as('finance', world.posing.finance, `select from ${table}`);
          problems.push(...unless(seen.count === 0, `a tenant reads ${table}`));
          problems.push(...unless(posing.count === 0, `${table} is shown to finance’s login`));
        }
        const entered = await stage.as('finance', finance, enter(PEOPLE.finance));
        const planned = await stage.as('finance', finance, replan(PEOPLE.finance));
        const grouped = await stage.as('finance', finance, replanGroup(PEOPLE.finance));
        const withdrawn = await stage.as('finance', finance, withdraw(PEOPLE.finance));
        return [
          ...problems,
          ...unless(entered.count > 0, `finance enters nothing (${entered.refused})`),
          ...unless(planned.count > 0, `finance plans nothing (${planned.refused})`),
          ...unless(grouped.count > 0, `finance plans nothing of groups (${grouped.refused})`),
          ...unless(withdrawn.count > 0, `finance withdraws nothing (${withdrawn.refused})`),
        ];
      }),
  },
];
