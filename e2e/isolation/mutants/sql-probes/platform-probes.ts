import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, stopped, unless } from '../sql-probe';

const PLATFORM = ['operator', 'finance', 'auditor'] as const;

export const PLATFORM_PROBES: readonly SqlProbe[] = [
  {
    name: 'a platform login serves its own role’s context alone',
    run: async (stage, world) => {
      const problems: string[] = [];
      const tables = [
        'tenant',
        'ledger_entry',
        'membership',
        'request',
        'budget_counter',
        'reservation',
        'platform_audit',
      ];
      for (const login of PLATFORM) {
        const wrong = [
          world.ours.owner,
          world.posing[login],
          ...PLATFORM.filter((role) => role !== login).map((role) => world.platform[role]),
        ];
        for (const token of wrong) {
          for (const table of tables) {
            const { count } = await stage.as(login, token, `select from ${table} limit 1`);
            problems.push(...unless(count === 0, `${login} saw ${table} under another’s context`));
          }
        }
        const right = await stage.as(login, world.platform[login], 'select from ledger_entry');
        problems.push(...unless(right.count > 0, `${login} sees nothing`));
      }
      return problems;
    },
  },
  {
    name: 'the platform’s people read no content',
    run: async (stage, world) => {
      const problems: string[] = [];
      const { rows } = await stage.query(
        `select c.oid::regclass::text as table, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not a.attisdropped
           and (a.attname ~ '_sealed$' or (c.relname, a.attname) in (('audit_entry', 'detail'), ('lexical_posting', 'term')))`,
      );
      for (const { table, column } of rows) {
        for (const login of [...PLATFORM, 'worker'] as const) {
          const token = login === 'worker' ? '' : world.platform[login];
          const { refused } = await stage.as(
            login,
            token,
            `select ${column} from ${table} limit 1`,
          );
          problems.push(...unless(refused === DENIED, `${login} reads ${table}.${column}`));
        }
      }
      return problems;
    },
  },
  {
    name: 'nobody signs in the name of another, and nothing of the platform’s evidence is changed',
    run: async (stage, world) => {
      const entry = (role: string, actor: string) =>
        `insert into platform_audit (id, at, actor_id, actor_role, action, reason)
         values ('${id(501)}', now(), '${actor}', '${role}', 'x', 'x')`;
      const problems: string[] = [];
      for (const login of PLATFORM) {
        const token = world.platform[login];
        for (const sql of [
          entry('operator', PEOPLE.halfOperator),
          entry(login === 'operator' ? 'auditor' : 'operator', PEOPLE[login]),
          `update platform_audit set reason = 'y'`,
          'delete from platform_audit',
          'delete from ledger_entry',
        ]) {
          const { refused } = await stage.as(login, token, sql);
          problems.push(...unless(refused === DENIED, `${login}: ${sql}`));
        }
      }
      return problems;
    },
  },
  {
    name: 'an operator changes tenants under an operator’s context, in the operator’s own name',
    run: async (stage, world) => {
      // Without a WHERE, so that no policy for reading helps the one for writing.
      const suspend = `update tenant set state = 'suspended'`;
      const policy = (
        author: string,
      ) => `insert into policy_version (tenant_id, version, manifest, reason, author_id, created_at)
        values ('${TENANTS.ours}', 2, '{}', 'test', '${author}', now())`;
      const entry = (
        kind: string,
        actor: string,
      ) => `insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, outcome)
        values ('${TENANTS.ours}', '${id(502)}', now(), '${kind}', '${actor}', 'x', 'x', 'ok')`;
      const { operator, auditor } = world.platform;
      const attempts: [string, string][] = [
        ['', suspend],
        [auditor, suspend],
        [world.ours.owner, suspend],
        [operator, `update tenant set slug = 'stolen' where id = '${TENANTS.ours}'`],
        [operator, policy(PEOPLE.halfOperator)],
        [auditor, policy(PEOPLE.auditor)],
        [operator, entry('user', PEOPLE.operator)],
        [operator, entry('operator', PEOPLE.halfOperator)],
      ];
      const problems: string[] = [];
      for (const [token, sql] of attempts) {
        problems.push(...unless(stopped(await stage.as('operator', token, sql)), sql));
      }
      const good = await stage.as('operator', operator, `${suspend} where id = '${TENANTS.ours}'`);
      return [...problems, ...unless(good.count === 1, 'an operator cannot suspend')];
    },
  },
  {
    name: 'a tenant’s context is never a platform’s, whatever role it names',
    run: async (stage) => {
      const { rows } = await stage.query(
        'select tenancy.sign_context($1, $2, $3, $4, $5::interval) as token',
        [TENANTS.ours, PEOPLE.owner, 'user', 'operator', '1 hour'],
      );
      const { count } = await stage.as('operator', String(rows[0]?.token), 'select from tenant');
      return unless(count === 0, 'it shows tenants');
    },
  },
  {
    name: 'sign-in hands out no platform role and reaches no tenant’s table',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const sql of [
        `update app_user set platform_role = 'operator'`,
        'update app_user set demo = true',
        ...world.tables.map((table) => `select from ${table}`),
      ]) {
        const { refused } = await stage.as('auth', '', sql);
        problems.push(...unless(refused === DENIED, sql));
      }
      return problems;
    },
  },
];
