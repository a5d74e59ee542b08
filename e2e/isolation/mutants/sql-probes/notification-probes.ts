import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, stopped, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';
import type { SqlWorld } from '../sql-world';

const { ours, theirs, erasing } = TENANTS;
const AT = "'2026-11-01T12:00:00Z'::timestamptz";
const MANAGED = ['notification_setting', 'webhook_endpoint', 'tenant_event', 'event_delivery'];
const due = (busy = '{}') =>
  `select tenant_id, context from tenancy.due_events(${AT}, '${busy}', 10)`;
const expire = `select tenancy.expire_events(${AT}, 10) as gone`;

const ADD: Record<string, string> = {
  notification_setting: `(tenant_id, kind, admins, people, changed_at) values ('${ours}', 'a.b', true, '{}', now())`,
  webhook_endpoint: `(tenant_id, id, address_sealed, secret_sealed, kinds, created_at)
    values ('${ours}', '${id(801)}', '\\x00', '\\x00', '{}', now())`,
  tenant_event: `(tenant_id, id, kind, at, facts) values ('${ours}', '${id(802)}', 'a.b', now(), '{}')`,
};
const choose = (by: string) =>
  `insert into notification_choice (tenant_id, user_id, muted, changed_at) values ('${ours}', '${by}', '{}', now())`;
const chooseAgain = (by: string) =>
  `${choose(by)} on conflict (tenant_id, user_id) do update set muted = '{a}'`;

/** Nothing but what a probe puts. */
async function empty(stage: SqlStage): Promise<void> {
  await stage.becomeRoot();
  await stage.query(`set local session_replication_role = replica`);
  for (const table of ['event_delivery', 'notification_choice', ...MANAGED.slice(0, 3)])
    await stage.query(`delete from ${table}`);
  await stage.query(`set local session_replication_role = origin`);
}

async function putEvent(stage: SqlStage, tenant: string, at: string, person?: string) {
  await stage.query(
    `insert into tenant_event (tenant_id, id, kind, at, person_id, facts) values ($1, gen_random_uuid(), 'a.b', ${at}, $2, '{}')`,
    [tenant, person ?? null],
  );
}

const told = async (stage: SqlStage) =>
  (await stage.query('select tenant_id, kind, person_id, facts from tenant_event')).rows;

/** What one statement of the root makes known, from nothing. */
async function toldBy(stage: SqlStage, sql: string, params: unknown[] = []) {
  return stage.attempt(async () => {
    await empty(stage);
    await stage.query(sql, params);
    return told(stage);
  });
}

async function strangers(stage: SqlStage, { ours: people, keys, platform }: SqlWorld) {
  const problems: string[] = [];
  const tokens = {
    nobody: '',
    member: people.member,
    key: keys.writer,
    platform: platform.operator,
  };
  for (const table of MANAGED)
    for (const [name, token] of Object.entries(tokens)) {
      const read = await stage.as('app', token, `select from ${table}`);
      problems.push(...unless(read.count === 0, `${table} is read by ${name}`));
      const add = ADD[table];
      if (!add) continue;
      const added = await stage.as('app', token, `insert into ${table} ${add}`);
      problems.push(...unless(added.refused === DENIED, `${name} adds to ${table}`));
    }
  return problems;
}

export const NOTIFICATION_PROBES: readonly SqlProbe[] = [
  {
    name: 'who is told, where and of what is the owner’s, the admins’ and the worker’s',
    run: async (stage, world) => {
      const problems = await strangers(stage, world);
      for (const table of MANAGED)
        for (const token of [world.ours.admin, world.worker]) {
          const { count } = await stage.as('app', token, `select from ${table}`);
          problems.push(...unless(count > 0, `${table} is not read by who acts on it`));
        }
      const byWorker = `insert into webhook_endpoint ${ADD.webhook_endpoint}`;
      const added = await stage.as('app', world.worker, byWorker);
      const changes = [
        ['an admin', world.ours.admin, `update tenant_event set spread_at = now()`],
        ['an admin', world.ours.admin, 'delete from tenant_event'],
        ['an admin', world.ours.admin, 'delete from event_delivery'],
        ['the worker', world.worker, 'delete from webhook_endpoint'],
        ['the worker', world.worker, 'update notification_setting set admins = true'],
        ['a member', world.ours.member, 'update webhook_endpoint set failures = 0'],
        ['a member', world.ours.member, 'update event_delivery set attempts = 0'],
      ] as const;
      for (const [name, token, sql] of changes)
        problems.push(...unless(stopped(await stage.as('app', token, sql)), `${name}: ${sql}`));
      return [...problems, ...unless(added.refused === DENIED, 'the worker adds webhooks')];
    },
  },
  {
    name: 'which e-mails somebody gets is that person’s own',
    run: (stage, world) =>
      stage.attempt(async () => {
        await empty(stage);
        const owner = PEOPLE.owner;
        const foreign = await stage.as('app', world.ours.member, choose(owner));
        await stage.become('app', world.ours.owner);
        const own = await stage.query(choose(owner));
        const again = await stage.query(chooseAgain(owner));
        await stage.becomeRoot();
        const change = `update notification_choice set muted = '{x}'`;
        const changed = await stage.as('app', world.ours.admin, change);
        const seen = await stage.as('app', world.ours.admin, 'select from notification_choice');
        const byWorker = await stage.as('app', world.worker, 'select from notification_choice');
        const posing = await stage.as('app', world.worker, choose(PEOPLE.member));
        const key = await stage.as('app', world.keys.writer, 'select from notification_choice');
        return [
          ...unless(foreign.refused === DENIED, 'somebody chose for another'),
          ...unless(own.count === 1 && again.count === 1, `the own was refused (${own.refused})`),
          ...unless(stopped(changed), 'somebody changed another’s'),
          ...unless(seen.count === 0 && key.count === 0, 'another’s is read'),
          ...unless(byWorker.count === 1, 'the worker does not see it'),
          ...unless(posing.refused === DENIED, 'a worker chose for a person'),
        ];
      }),
  },
  {
    name: 'the worker hears of workspaces with something due, each under a context of its own',
    run: (stage, world) =>
      stage.attempt(async () => {
        await empty(stage);
        for (const tenant of [ours, erasing]) await putEvent(stage, tenant, AT);
        await stage.query(`set local session_replication_role = replica`);
        for (const [tenant, next] of [
          [theirs, `${AT} - interval '1 second'`],
          [TENANTS.paused, `${AT} + interval '1 second'`],
        ])
          await stage.query(
            `insert into event_delivery (tenant_id, id, event_id, user_id, created_at, next_at)
             values ('${tenant}', '${id(803)}', '${id(804)}', '${PEOPLE.owner}', ${AT}, ${next})`,
          );
        await stage.query(`set local session_replication_role = origin`);
        const problems: string[] = [];
        for (const [login, token] of [
          ['app', world.worker],
          ['operator', world.platform.operator],
        ] as const)
          for (const call of [due(), expire])
            problems.push(
              ...unless(
                (await stage.as(login, token, call)).refused === DENIED,
                `${login}: ${call}`,
              ),
            );
        await stage.become('worker');
        const { rows } = await stage.query(due());
        const others = await stage.query(due(`{${theirs}}`));
        await stage.becomeRoot();
        for (const row of rows) {
          const seen = await stage.as(
            'app',
            String(row.context),
            'select tenancy.current_tenant() as t',
          );
          problems.push(
            ...unless(seen.rows[0]?.t === row.tenant_id, 'a context is of another workspace'),
          );
        }
        return [
          ...problems,
          ...unless(
            rows.map((row) => row.tenant_id).join() === `${theirs},${ours}`,
            `due: ${rows.map((row) => row.tenant_id).join()}`,
          ),
          ...unless(
            others.rows.map((row) => row.tenant_id).join() === ours,
            'who is worked for already comes again',
          ),
        ];
      }),
  },
  {
    name: 'old events go, and no others',
    run: (stage) =>
      stage.attempt(async () => {
        await empty(stage);
        await putEvent(stage, ours, `${AT} - interval '1 second'`);
        await putEvent(stage, theirs, `${AT} + interval '1 second'`);
        await stage.become('worker');
        const { rows } = await stage.query(expire);
        await stage.becomeRoot();
        const left = await told(stage);
        return unless(
          rows[0]?.gone === 1 && left.map((row) => row.tenant_id).join() === theirs,
          'not the old ones',
        );
      }),
  },
  {
    name: 'what happens is told to the workspace that it happened to, as ids and figures',
    run: async (stage, world) => {
      const problems: string[] = [];
      const put = `select tenancy.put_event('${theirs}', 'a.b', null, '{}', now())`;
      for (const [login, token] of [
        ['app', world.ours.owner],
        ['app', world.worker],
        ['worker', ''],
        ['operator', world.platform.operator],
      ] as const)
        problems.push(
          ...unless(
            (await stage.as(login, token, put)).refused === DENIED,
            `${login} put an event`,
          ),
        );
      const admin = await toldBy(
        stage,
        `update membership set role = 'admin' where tenant_id = '${ours}' and user_id = '${PEOPLE.both}'`,
      );
      const same = await toldBy(
        stage,
        `update membership set role = 'admin' where tenant_id = '${ours}' and user_id = '${PEOPLE.admin}'`,
      );
      const device = await toldBy(
        stage,
        `insert into user_session (id, user_id, token_hash, rotated_at, created_at, expires_at, device)
         select gen_random_uuid(), '${PEOPLE.both}', sha256(d::bytea), now(), now(), now(), d from unnest(array['a', 'b', 'b']) d
         order by d limit 2`,
      );
      const key = await toldBy(
        stage,
        `insert into api_key (tenant_id, id, name_sealed, tier, secret_hash, scopes, created_by, created_at)
         values ('${theirs}', '${id(805)}', '\\x00', 'pro', sha256('x'), '{usage}', '${PEOPLE.theirOwner}', now())`,
      );
      return [
        ...problems,
        ...unless(
          admin.length === 1 && admin[0]?.tenant_id === ours && admin[0]?.person_id === PEOPLE.both,
          'a new admin is not told, or elsewhere',
        ),
        ...unless(same.length === 0, 'who was an admin is told anew'),
        ...unless(
          device.length > 0 && device.every((row) => row.person_id === PEOPLE.both),
          'a new device is not told of its person',
        ),
        ...unless(
          key.length === 1 && key[0]?.tenant_id === theirs && !('name' in Object(key[0]?.facts)),
          'a key is not told, elsewhere, or with more than ids',
        ),
      ];
    },
  },
  {
    name: 'who leaves a workspace is forgotten among what it tells, and nowhere else',
    run: (stage) =>
      stage.attempt(async () => {
        await empty(stage);
        for (const tenant of [ours, theirs])
          await stage.query(
            `insert into notification_setting (tenant_id, kind, admins, people, changed_at) values ($1, 'a.b', true, $2, now())`,
            [tenant, [PEOPLE.both, PEOPLE.owner]],
          );
        for (const tenant of [ours, theirs]) await putEvent(stage, tenant, AT, PEOPLE.both);
        await putEvent(stage, ours, AT, PEOPLE.member);
        await stage.query(`delete from membership where tenant_id = $1 and user_id = $2`, [
          ours,
          PEOPLE.both,
        ]);
        const events = (await told(stage)).map((row) => `${row.tenant_id} ${row.person_id}`);
        const { rows } = await stage.query(
          'select tenant_id, people::text from notification_setting order by tenant_id',
        );
        return [
          ...unless(
            events.toSorted().join() ===
              [`${ours} ${PEOPLE.member}`, `${theirs} ${PEOPLE.both}`].toSorted().join(),
            `events: ${events.join()}`,
          ),
          ...unless(
            rows[0]?.people === `{${PEOPLE.owner}}` &&
              String(rows[1]?.people).includes(PEOPLE.both),
            'not the leaver’s place alone',
          ),
        ];
      }),
  },
];
