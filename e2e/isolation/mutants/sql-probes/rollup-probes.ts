import { TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';

const { ours, theirs } = TENANTS;
const MINUTE = '2026-11-01T00:00:00Z';
const spans = `array['${theirs}']::uuid[], array['2000-01-01']::timestamptz[], array['2100-01-01']::timestamptz[]`;

export const ROLLUP_PROBES: readonly SqlProbe[] = [
  {
    name: 'the worker alone folds, and what is of its context’s tenant',
    run: (stage, world) =>
      stage.attempt(async () => {
        await stage.becomeRoot();
        await stage.query('delete from rollup_touch');
        await stage.query('delete from usage_rollup');
        for (const tenant of [ours, theirs]) {
          await stage.query(
            `insert into rollup_touch (tenant_id, grain, bucket, due) values ($1, 'minute', $2, $2)`,
            [tenant, MINUTE],
          );
          await stage.query(
            `insert into usage_rollup select $1, 'minute', $2, $2::timestamptz + interval '1 minute', 'f', 'm', 0, 0, 0, 0, 0, 0, 0, 0,
               0, 0, 0, 0, 0, 0, '{}', '{}', '{}', '{}'`,
            [tenant, MINUTE],
          );
        }
        const problems: string[] = [];
        for (const token of ['', world.ours.owner, world.platform.operator]) {
          await stage.become('app', token);
          const { refused } = await stage.query('select tenancy.fold_usage(5)');
          problems.push(...unless(refused === DENIED, 'somebody else folded'));
        }
        await stage.become('app', world.worker);
        const own = await stage.query('select tenancy.fold_usage(5) as folded');
        await stage.becomeRoot();
        const left = await stage.query(
          `select (select count(*) from rollup_touch where tenant_id = $1 and grain = 'minute')::int as touches,
             (select count(*) from usage_rollup where tenant_id = $1)::int as rollups`,
          [theirs],
        );
        return [
          ...problems,
          ...unless(Number(own.rows[0]?.folded) > 0, `the worker folded nothing (${own.refused})`),
          ...unless(left.rows[0]?.touches === 1, 'what waits of another tenant was taken out'),
          ...unless(left.rows[0]?.rollups === 1, 'another tenant’s rollups were removed'),
        ];
      }),
  },
  {
    name: 'usage and books are read with the caller’s own rights',
    run: async (stage, world) => {
      const read = (sql: string, token: string) => stage.as('app', token, sql);
      const rolled = await read(
        `select * from tenancy.usage_in(${spans}, false)`,
        world.ours.owner,
      );
      const rows = await read(`select * from tenancy.usage_of_rows(${spans})`, world.ours.owner);
      const own = await read(
        `select * from tenancy.usage_in(${spans}, false)`.replace(theirs, ours),
        world.ours.owner,
      );
      const books = await read(
        "select * from tenancy.compare_books('2026-11-01')",
        world.ours.owner,
      );
      return [
        ...unless(rolled.count === 0, 'rollups of another tenant were read'),
        ...unless(rows.count === 0, 'rows of another tenant were read'),
        ...unless(own.count > 0, `the own usage was not read (${own.refused})`),
        ...unless(books.refused === DENIED, 'a tenant read the books'),
      ];
    },
  },
];
