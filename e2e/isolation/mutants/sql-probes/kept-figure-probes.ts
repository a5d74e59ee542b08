import { KEYS } from '../sql-keys';
import { HOLDS } from '../sql-library';
import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, stopped, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const { ours, theirs } = TENANTS;
const AT = "'2026-11-01T12:00:00Z'::timestamptz";

const use = (pages: number) => `select tenancy.use_resources(${AT}, ${pages}, 0, 0)`;
const record = (secret: string, hold = HOLDS.settled, tenant = ours) =>
  `select tenancy.record_messages('${JSON.stringify([
    {
      ...{ tenant, hold, secret, audit: id(621), at: '2026-11-01T12:00:00Z', outcome: 'ok' },
      ...{ startedAt: '2026-11-01T12:00:00Z', latencyMs: 1, stages: [], streamed: false },
    },
  ])}') as recorded`;
const OUR_SECRET = 'our secret';

const putAnswer = (stage: SqlStage, key: string, expires: string, n: number) =>
  stage.query(
    `insert into idempotent_answer (tenant_id, id, key_id, name_mac, request_mac, locked_until, expires_at)
     values ($1, $2, $3, sha256($4::text::bytea), sha256('x'), now(), clock_timestamp() + $5::interval)`,
    [ours, id(630 + n), key, String(n), expires],
  );

export const KEPT_FIGURE_PROBES: readonly SqlProbe[] = [
  {
    name: 'resources are added to the context’s own day, and never taken off',
    run: (stage, world) =>
      stage.attempt(async () => {
        await stage.becomeRoot();
        await stage.query('delete from resource_day');
        const nobody = await stage.as('app', '', use(5));
        const platform = await stage.as('app', world.platform.operator, use(5));
        const byHand = await stage.as(
          'app',
          world.ours.owner,
          `insert into resource_day (tenant_id, day) values ('${ours}', '2026-11-01')`,
        );
        await stage.become('app', world.ours.member);
        const first = await stage.query(use(5));
        await stage.query(use(7));
        await stage.query(use(-100));
        await stage.becomeRoot();
        const { rows } = await stage.query('select tenant_id, pages::int from resource_day');
        return [
          ...unless(nobody.refused === DENIED, 'they were added without a context'),
          ...unless(platform.refused === DENIED, 'they were added by the platform'),
          ...unless(byHand.refused === DENIED, 'a day was written by hand'),
          ...unless(first.count === 1, `nothing was added (${first.refused})`),
          ...unless(
            rows.length === 1 && rows[0]?.tenant_id === ours && rows[0].pages === 12,
            `there is ${JSON.stringify(rows)}`,
          ),
        ];
      }),
  },
  {
    name: 'a message is recorded by whoever held it, once, as the hold says',
    run: (stage) =>
      stage.attempt(async () => {
        await stage.becomeRoot();
        await stage.query("update reservation set feature = 'messages', principal_kind = 'key'");
        await stage.query('delete from request');
        await stage.become('app');
        const wrong = [
          record('their secret'),
          record(OUR_SECRET, HOLDS.fresh),
          record(OUR_SECRET, HOLDS.settled, theirs),
        ];
        const problems: string[] = [];
        for (const sql of wrong) {
          const { rows } = await stage.query(sql);
          problems.push(...unless(rows[0]?.recorded === 0, `recorded: ${sql}`));
        }
        await stage.becomeRoot();
        await stage.query("update reservation set feature = 'chat' where tenant_id = $1", [ours]);
        await stage.become('app');
        const chat = await stage.query(record(OUR_SECRET));
        await stage.becomeRoot();
        await stage.query("update reservation set feature = 'messages'");
        await stage.become('app');
        const first = await stage.query(record(OUR_SECRET));
        const again = await stage.query(record(OUR_SECRET));
        await stage.becomeRoot();
        const { rows } = await stage.query('select tenant_id, feature from request');
        const noted = await stage.query(
          "select tenant_id from audit_entry where action = 'message.create' and id = $1",
          [id(621)],
        );
        return [
          ...problems,
          ...unless(chat.rows[0]?.recorded === 0, 'what is no message was recorded'),
          ...unless(first.rows[0]?.recorded === 1, `nothing was recorded (${first.refused})`),
          ...unless(again.rows[0]?.recorded === 0, 'it was recorded twice'),
          ...unless(rows.length === 1 && rows[0]?.tenant_id === ours, 'it is another’s request'),
          ...unless(
            noted.count === 1 && noted.rows[0]?.tenant_id === ours,
            'it is in another’s log',
          ),
        ];
      }),
  },
  {
    name: 'an answer that is kept is its own key’s, and goes when it is over',
    run: (stage, world) =>
      stage.attempt(async () => {
        await stage.becomeRoot();
        await stage.query('delete from idempotent_answer');
        await putAnswer(stage, KEYS.reader, '1 day', 1);
        await putAnswer(stage, KEYS.writer, '1 day', 2);
        await putAnswer(stage, KEYS.writer, '-1 second', 3);
        const list = 'select id from idempotent_answer order by 1';
        const of = async (token: string) =>
          (await stage.as('app', token, list)).rows.map((row) => row.id).join();
        const people = await of(world.ours.owner);
        const reader = await of(world.keys.reader);
        const put = `insert into idempotent_answer (tenant_id, id, key_id, name_mac, request_mac, locked_until, expires_at)
          values ('${ours}', '${id(639)}', '${KEYS.writer}', sha256('y'), sha256('y'), now(), now())`;
        const forged = await stage.as('app', world.keys.reader, put);
        const byOwner = await stage.as('app', world.ours.owner, put);
        const sealed = await stage.as(
          'app',
          world.keys.reader,
          "update idempotent_answer set answer_sealed = '\\x00'",
        );
        const removed = await stage.as('app', world.keys.reader, 'delete from idempotent_answer');
        const swept = await stage.as('app', world.ours.owner, 'delete from idempotent_answer');
        return [
          ...unless(people === '', 'people read what a key was answered'),
          ...unless(reader === [id(631), id(633)].join(), `a key reads ${reader}`),
          ...unless(forged.refused === DENIED, 'a key answered for another'),
          ...unless(byOwner.refused === DENIED, 'a person answered for a key'),
          ...unless(sealed.count === 1, `${sealed.count} answers were changed`),
          ...unless(removed.count === 2, `${removed.count} answers were removed`),
          ...unless(stopped(swept), 'a person removed answers'),
        ];
      }),
  },
  {
    name: 'answers that are over are removed by the worker, of every tenant, and no other',
    run: (stage) =>
      stage.attempt(async () => {
        await stage.becomeRoot();
        await stage.query('delete from idempotent_answer');
        await stage.query('set local session_replication_role = replica');
        for (const tenant of [ours, theirs])
          for (const expires of ['1 day', '-1 second'])
            await stage.query(
              `insert into idempotent_answer (tenant_id, id, key_id, name_mac, request_mac, locked_until, expires_at)
               values ($1, gen_random_uuid(), $2, sha256($3::text::bytea), sha256('x'), now(), clock_timestamp() + $3::interval)`,
              [tenant, KEYS.reader, expires],
            );
        await stage.query('set local session_replication_role = origin');
        const sweep = 'select tenancy.remove_ended_answers(10) as removed';
        const byApp = await stage.as('app', '', sweep);
        const byDefiner = await stage.attempt(async () => {
          await stage.query('set local role tenantry_definer');
          return stage.query('delete from idempotent_answer');
        });
        await stage.become('worker');
        const { rows } = await stage.query(sweep);
        return [
          ...unless(byApp.refused === DENIED, 'the app sweeps answers'),
          ...unless(byDefiner.count === 2, `what sweeps may remove ${byDefiner.count}`),
          ...unless(rows[0]?.removed === 2, `${rows[0]?.removed} answers were swept`),
        ];
      }),
  },
  {
    name: 'since when a tenant has had a plan is written by the change, and by nobody',
    run: (stage, world) =>
      stage.attempt(async () => {
        await stage.becomeRoot();
        await stage.query('delete from tenant_plan');
        const add = `insert into tenant_plan (tenant_id, since, plan) values ('${ours}', now(), 'free')`;
        const refusals = [
          await stage.as('app', world.ours.owner, add),
          await stage.as('operator', world.platform.operator, add),
          await stage.as('finance', world.platform.finance, add),
          await stage.as(
            'operator',
            world.platform.operator,
            "update tenant_plan set plan = 'free'",
          ),
          await stage.as('operator', world.platform.operator, 'delete from tenant_plan'),
        ];
        await stage.become('operator', world.platform.operator);
        const changed = await stage.query(
          `update tenant set plan = 'enterprise' where id = '${ours}'`,
        );
        await stage.becomeRoot();
        const { rows } = await stage.query('select tenant_id, plan from tenant_plan');
        const problems: string[] = [];
        for (const login of ['operator', 'finance', 'auditor'] as const) {
          const { count } = await stage.as(login, world.ours.owner, 'select from tenant_plan');
          problems.push(...unless(count === 0, `${login} reads plans under another’s context`));
        }
        return [
          ...problems,
          ...refusals.flatMap(({ refused }) =>
            unless(refused === DENIED, 'a plan was written by hand'),
          ),
          ...unless(changed.count === 1, `an operator changed no plan (${changed.refused})`),
          ...unless(
            rows.length === 1 && rows[0]?.tenant_id === ours && rows[0].plan === 'enterprise',
            `there is ${JSON.stringify(rows)}`,
          ),
        ];
      }),
  },
  {
    name: 'whose turn it is, is nobody’s to see or to say',
    run: async (stage, world) => {
      const problems: string[] = [];
      const logins = [
        ['app', world.ours.owner],
        ['app', world.worker],
        ['worker', ''],
        ['operator', world.platform.operator],
        ['auditor', world.platform.auditor],
      ] as const;
      for (const [login, token] of logins)
        for (const sql of [
          'select from work_share',
          'update work_share set unlifted = 0',
          "select tenancy.work_time('job')",
          `select tenancy.work_key('job', '${theirs}', 0)`,
          `select tenancy.work_weight('${theirs}')`,
          'select tenancy.work_at_cap(1)',
          `select from tenancy.charge_work('job', '${theirs}', 1, 0)`,
        ])
          problems.push(
            ...unless((await stage.as(login, token, sql)).refused === DENIED, `${login}: ${sql}`),
          );
      const corrected = await stage.attempt(async () => {
        await stage.becomeRoot();
        await stage.query('delete from work_share');
        for (const tenant of [ours, theirs])
          await stage.query(
            `insert into work_share (tenant_id, kind, unlifted, since_lift, started, backlogged)
             values ($1, 'job', 10, 10, 0, true)`,
            [tenant],
          );
        await stage.query(
          "update job set state = 'running', charged = 4, lift = 0 where tenant_id = $1",
          [ours],
        );
        await stage.query(
          "update job set state = 'queued' where tenant_id = $1 and id = (select id from job where tenant_id = $1 limit 1)",
          [ours],
        );
        return stage.query('select tenant_id, unlifted from work_share order by tenant_id');
      });
      return [
        ...problems,
        ...unless(corrected.rows[0]?.unlifted === 6, 'a turn that was given back is charged'),
        ...unless(corrected.rows[1]?.unlifted === 10, 'another tenant’s turn was corrected'),
      ];
    },
  },
  {
    name: 'room in a budget is told of the counter that a question of its own tenant waits for',
    run: (stage) =>
      stage.attempt(async () => {
        const told = async (tenant: string): Promise<boolean> =>
          stage.attempt(async () => {
            await stage.becomeRoot();
            // Notices come at a commit: the word is seen by what takes its place.
            await stage.query('create table public.said (channel text)');
            await stage.query(
              `create function public.pg_notify(text, text) returns void language sql as 'insert into public.said values ($1)'`,
            );
            await stage.query('grant all on public.said to tenantry_definer');
            await stage.query(
              'alter function tenancy.tell_room() set search_path = public, pg_catalog, pg_temp',
            );
            await stage.query('delete from deferred_answer; delete from budget_counter');
            await stage.query('set local session_replication_role = replica');
            await stage.query(
              `insert into deferred_answer (tenant_id, id, request_id, user_id, conversation_id, feature, not_before, tried_at, created_at,
                 state, wait_scope, wait_scope_id, wait_period, wait_unit, wait_taken)
               values ($1, $2, $2, $3, $2, 'chat', now(), now(), now(), 'waiting', 'tenant', 'x', 'day', 'tokens', 100)`,
              [ours, id(640), PEOPLE.owner],
            );
            await stage.query('set local session_replication_role = origin');
            await stage.query(
              `insert into budget_counter (tenant_id, scope, scope_id, period, period_start, used_tokens)
               values ($1, 'tenant', 'x', 'day', now(), 100)`,
              [tenant],
            );
            await stage.query('update budget_counter set used_tokens = 50');
            return (await stage.query('select from public.said')).count > 0;
          });
        return [
          ...unless(await told(ours), 'room was not told'),
          ...unless(!(await told(theirs)), 'another tenant’s room was told'),
        ];
      }),
  },
];
