import { DATABASE_ROLES } from '@/lib/secrets';
import { PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const { ours, theirs } = TENANTS;

export const ROW_PROBES: readonly SqlProbe[] = [
  {
    name: 'a context shows the rows of its tenant alone',
    run: async (stage, world) => {
      const tokens = [world.ours.owner, world.ours.both, world.worker];
      const problems: string[] = [];
      for (const table of world.tables) {
        for (const token of tokens) {
          const { rows } = await stage.as('app', token, `select distinct tenant_id from ${table}`);
          problems.push(
            ...unless(
              rows.every((row) => row.tenant_id === ours),
              `${table} shows others`,
            ),
          );
        }
      }
      return problems;
    },
  },
  {
    name: 'the owner of a tenant sees it, so that a probe has something to see',
    run: async (stage, world) => {
      const { rows } = await stage.as(
        'app',
        world.ours.owner,
        `select (select count(*) from folder) > 5 as folders, (select count(*) from chunk) > 5 as chunks,
           (select count(*) from tenant) = 1 as tenants, (select count(*) from app_user) > 5 as people`,
      );
      return unless(
        Object.values(rows[0] ?? {}).every(Boolean) && rows.length === 1,
        'nothing is seen',
      );
    },
  },
  {
    name: 'tenants and people of others stay unseen',
    run: async (stage, world) => {
      const tenants = await stage.as('app', world.ours.owner, 'select id from tenant');
      const people = await stage.as('app', world.ours.owner, 'select id from app_user');
      const strangers: unknown[] = [PEOPLE.theirOwner, PEOPLE.operator, PEOPLE.stranger];
      return [
        ...unless(
          tenants.rows.every((row) => row.id === ours),
          'another tenant is listed',
        ),
        ...unless(
          !people.rows.some((row) => strangers.includes(row.id)),
          'people of others are listed',
        ),
      ];
    },
  },
  {
    name: 'a context that is not genuine shows nothing',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const [what, token] of Object.entries(world.worthless)) {
        for (const table of ['tenant', 'folder', 'ledger_entry']) {
          const { rows } = await stage.as('app', token, `select from ${table}`);
          problems.push(...unless(rows.length === 0, `${what} shows ${table}`));
        }
      }
      return problems;
    },
  },
  {
    name: 'no login sees a tenant’s row without a context',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const table of [...world.tables, 'tenant']) {
        for (const role of [...DATABASE_ROLES, 'owner'] as const) {
          const { count } = await stage.as(role, '', `select from ${table} limit 1`);
          problems.push(...unless(count === 0, `${role} sees ${table}`));
        }
      }
      return problems;
    },
  },
  {
    name: 'the app without a context sees nobody, no session and no platform evidence',
    run: async (stage) => {
      const problems: string[] = [];
      for (const table of [
        'app_user',
        'user_session',
        'platform_audit',
        'one_time_link',
        'user_identity',
      ]) {
        const { count } = await stage.as('app', '', `select from ${table}`);
        problems.push(...unless(count === 0, `${table} is seen`));
      }
      return problems;
    },
  },
  {
    name: 'no row is written into another tenant',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const table of world.tables) {
        for (const token of [world.ours.owner, world.ours.both, world.worker]) {
          problems.push(...(await writesInto(stage, table, token)));
        }
      }
      return problems;
    },
  },
  {
    name: 'rows of another tenant are neither changed nor removed',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const table of world.tables) {
        const before = await theirRows(stage, table);
        const after = await stage.attempt(async () => {
          await stage.become('app', world.ours.owner);
          await stage.query(`delete from ${table}`);
          await stage.query(`delete from ${table} where tenant_id = $1`, [theirs]);
          await stage.becomeRoot();
          return theirRows(stage, table);
        });
        problems.push(...unless(before === after, `rows of ${table} are gone`));
      }
      return problems;
    },
  },
];

/** A copy of one of our rows under their tenant, and all our rows moved there. Only a refusal or no row will do. */
async function writesInto(stage: SqlStage, table: string, token: string): Promise<string[]> {
  const copy = await stage.attempt(async () => {
    const { rows } = await stage.query(
      `select to_json(t) as row from ${table} t where tenant_id = $1 limit 1`,
      [ours],
    );
    const row = JSON.stringify({ ...(rows[0]?.row as object), tenant_id: theirs });
    await stage.become('app', token);
    return stage.query(
      `insert into ${table} select * from json_populate_record(null::${table}, $1)`,
      [row],
    );
  });
  // Without a WHERE, so that no policy for reading helps the one for writing.
  const moved = await stage.as('app', token, `update ${table} set tenant_id = '${theirs}'`);
  return [
    ...unless(copy.refused === DENIED, `${table} took a row (${copy.refused ?? 'inserted'})`),
    ...unless(
      moved.refused === DENIED || (!moved.refused && moved.count === 0),
      `${table} let a row move`,
    ),
  ];
}

async function theirRows(stage: SqlStage, table: string): Promise<string> {
  const { rows } = await stage.query(
    `select coalesce(string_agg(t::text, '|' order by t::text), '') as text from ${table} t where tenant_id = $1`,
    [theirs],
  );
  return String(rows[0]?.text);
}
