import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, stopped, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const { ours, theirs } = TENANTS;
const AT = "'2026-11-20T12:00:00Z'::timestamptz";
const TABLES = ['cost_day', 'cost_anomaly', 'cost_forecast'];
const ANOMALY = id(661);
const HERE = id(662);
const NOTHING = '{"since": "2026-08-01", "days": [], "episodes": [], "forecast": []}';

const fill = `select * from tenancy.fill_cost_days(${AT})`;
const cells = `select * from tenancy.cost_cells('2026-11-19', '{2026-11-12}')`;
const put = `select tenancy.put_cost_findings('${NOTHING}', ${AT})`;
const acknowledge = (by: string) =>
  `update cost_anomaly set acknowledged_at = now(), acknowledged_by = '${by}', note = 'seen'`;
const addEndpoint = (by: string, audience: string) =>
  `insert into notice_endpoint (id, kind, address, created_at, created_by, audience)
   values (gen_random_uuid(), 'email', 'books@example.test', now(), '${by}', '${audience}')`;
const remove = (by: string) =>
  `update notice_endpoint set removed_at = now(), removed_by = '${by}' where id = '${HERE}'`;

/** A day, an anomaly and a forecast of each of two tenants, and a day of each in the fleet. */
async function putCosts(stage: SqlStage): Promise<void> {
  await stage.becomeRoot();
  for (const table of [...TABLES, 'fleet_rollup', 'fleet_touch'])
    await stage.query(`delete from ${table}`);
  for (const tenant of [ours, theirs]) {
    await stage.query("insert into cost_day values ($1, '2026-11-01', 7, null, null, false)", [
      tenant,
    ]);
    await stage.query(
      `insert into cost_anomaly (tenant_id, id, first_day, last_day, peak_day, more, cost_nano, expected_nano, causes, found_at)
       values ($1, $2, '2026-11-01', '2026-11-01', '2026-11-01', true, 7, 1, '{}', ${AT})`,
      [tenant, ANOMALY],
    );
    await stage.query(
      "insert into cost_forecast values ($1, '2026-11-01', '2026-11-01', 1, 1, 1, 1, 1, null, null, 0)",
      [tenant],
    );
    await stage.query(
      `insert into fleet_rollup select $1, 'day', '2026-11-19T00:00:00Z', 'f', 0, 0, 0, 0, '{}', 0, 0, 0, 0, 0, 5, 5, '', ''`,
      [tenant],
    );
  }
}

export const COST_PROBES: readonly SqlProbe[] = [
  {
    name: 'what tenants cost is for the platform’s people alone',
    run: (stage, world) =>
      stage.attempt(async () => {
        await putCosts(stage);
        const problems: string[] = [];
        for (const table of TABLES) {
          const read = `select from ${table}`;
          const tenant = await stage.as('app', world.ours.owner, read);
          problems.push(...unless(tenant.count === 0, `a tenant reads ${table}`));
          for (const login of ['operator', 'finance', 'auditor'] as const) {
            const posing = await stage.as(login, world.ours.owner, read);
            const good = await stage.as(login, world.platform[login], read);
            problems.push(
              ...unless(posing.count === 0, `${login}’s login shows ${table} to a tenant`),
              ...unless(good.count > 1, `${login} reads no ${table} (${good.refused})`),
            );
          }
        }
        return problems;
      }),
  },
  {
    name: 'the worker alone judges costs, and those of its context’s tenant',
    run: (stage, world) =>
      stage.attempt(async () => {
        await putCosts(stage);
        const problems: string[] = [];
        for (const token of ['', world.ours.owner, world.platform.finance])
          for (const call of [fill, cells, put]) {
            const { refused } = await stage.as('app', token, call);
            problems.push(...unless(refused === DENIED, `somebody else: ${call}`));
          }
        await stage.become('app', world.worker);
        const filled = await stage.query(fill);
        const kept = await stage.query(put);
        await stage.becomeRoot();
        const left = await stage.query(
          `select (select count(*) from cost_day where tenant_id = $1)::int as days,
             (select count(*) from cost_forecast where tenant_id = $1)::int as forecasts,
             (select count(*) from cost_anomaly where tenant_id = $1 and gone_at is null)::int as open,
             (select sum(cost_nano) from cost_day where tenant_id = $2 and day = '2026-11-19')::int as own`,
          [theirs, ours],
        );
        const [row] = left.rows;
        return [
          ...problems,
          ...unless(filled.count > 0, `the worker fills nothing (${filled.refused})`),
          ...unless(kept.count === 1, `the worker keeps nothing (${kept.refused})`),
          ...unless(row?.days === 1, 'days of another tenant were written'),
          ...unless(row?.forecasts === 1, 'the forecast of another tenant was removed'),
          ...unless(row?.open === 1, 'an anomaly of another tenant was ended'),
          ...unless(row?.own === 5, `its day costs ${row?.own} and not what is its own`),
        ];
      }),
  },
  {
    name: 'anomalies are acknowledged by finance in its own name, and nothing else of them is changed',
    run: (stage, world) =>
      stage.attempt(async () => {
        await putCosts(stage);
        const { finance } = world.platform;
        const attempts: string[] = [
          acknowledge(PEOPLE.operator),
          `${acknowledge(PEOPLE.finance)}, cost_nano = 0`,
          'delete from cost_anomaly',
          'update cost_day set cost_nano = 0',
        ];
        const problems: string[] = [];
        for (const sql of attempts)
          problems.push(...unless(stopped(await stage.as('finance', finance, sql)), sql));
        for (const token of ['', world.ours.owner])
          problems.push(
            ...unless(
              stopped(await stage.as('finance', token, acknowledge(PEOPLE.finance))),
              'acknowledged under another’s context',
            ),
          );
        await stage.become('finance', finance);
        const first = await stage.query(acknowledge(PEOPLE.finance));
        const again = await stage.query(acknowledge(PEOPLE.finance));
        return [
          ...problems,
          ...unless(first.count === 2, `finance acknowledges nothing (${first.refused})`),
          ...unless(stopped(again), 'acknowledged again'),
        ];
      }),
  },
  {
    name: 'finance is told of costs, at addresses of its own',
    run: (stage, world) =>
      stage.attempt(async () => {
        const { finance, operator } = world.platform;
        await stage.becomeRoot();
        await stage.query('delete from notice_delivery');
        await stage.query('delete from notice_endpoint');
        await stage.query(
          `insert into notice_endpoint (id, kind, address, created_at, created_by, audience)
           values ($1, 'email', 'ops@example.test', now(), $2, 'operators')`,
          [HERE, PEOPLE.operator],
        );
        const seen = await stage.as('finance', finance, 'select id from notice_endpoint');
        const attempts: [string, string][] = [
          [finance, addEndpoint(PEOPLE.finance, 'operators')],
          [finance, addEndpoint(PEOPLE.operator, 'finance')],
          [world.ours.owner, addEndpoint(PEOPLE.owner, 'finance')],
          [finance, remove(PEOPLE.finance)],
        ];
        const problems: string[] = [];
        for (const [token, sql] of attempts)
          problems.push(...unless(stopped(await stage.as('finance', token, sql)), sql));
        const foreign = await stage.as(
          'operator',
          operator,
          addEndpoint(PEOPLE.operator, 'finance'),
        );
        await stage.become('finance', finance);
        const added = await stage.query(addEndpoint(PEOPLE.finance, 'finance'));
        await stage.query(`select tenancy.put_test_notice(${AT})`);
        await stage.becomeRoot();
        const { rows } = await stage.query(
          `select n.kind, e.audience from notice_delivery d join notice n on n.id = d.notice_id
             join notice_endpoint e on e.id = d.endpoint_id`,
        );
        return [
          ...problems,
          ...unless(seen.count === 0, 'finance sees where operators are told'),
          ...unless(stopped(foreign), 'an operator added an address of finance'),
          ...unless(added.count === 1, `finance adds nothing (${added.refused})`),
          ...unless(
            rows.length === 1 && rows[0]?.kind === 'cost_test' && rows[0]?.audience === 'finance',
            'a test of finance went elsewhere',
          ),
        ];
      }),
  },
];
