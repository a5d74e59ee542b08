import { id, PEOPLE, sessionOf, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';
import type { SqlWorld } from '../sql-world';

const { ours, theirs } = TENANTS;
const HELD = 'TH001';
const UNCONFIRMED = 'TC001';
const COOLING = 'TL001';

const begin = (session = sessionOf('owner'), at = 'now()', leave = id(801)) =>
  `select tenancy.begin_leave('${leave}', '${session}', 'a reason', ${at}) - clock_timestamp() > interval '6 days' as far`;
const BACK = 'select tenancy.take_back_leave(now()) is not null as taken';
const end = (at = 'clock_timestamp()', mails = true) =>
  `select tenancy.carry_out_leaves(${at}, ${mails}) as begun`;

/** No hold, no leave, and the owner said just now who that is. */
async function ready(stage: SqlStage, hold = false): Promise<void> {
  await stage.becomeRoot();
  await stage.query('delete from tenant_leave');
  await stage.query('delete from erasure_recipient');
  await stage.query(
    `update legal_hold set lifted_at = now(), lifted_by = placed_by where lifted_at is null`,
  );
  await stage.query(`update user_session set confirmed_at = null`);
  await stage.query(
    `update user_session set confirmed_at = clock_timestamp() where id = '${sessionOf('owner')}'`,
  );
  if (hold)
    await stage.query(
      `insert into legal_hold (tenant_id, id, reason, placed_by, placed_by_kind, placed_at)
       values ('${ours}', '${id(802)}', 'a dispute', '${PEOPLE.owner}', 'user', now())`,
    );
}

/** Both workspaces end, ours as it is said. */
async function leaving(stage: SqlStage, state = 'waiting', ends = "interval '-1 second'") {
  await ready(stage);
  for (const tenant of [ours, theirs])
    await stage.query(
      `insert into tenant_leave (tenant_id, id, asked_by, asked_at, days, reason, ends_at, state, ended_at)
       values ('${tenant}', '${id(803)}', '${PEOPLE.owner}', now() - interval '1 year', 14, 'a reason',
         clock_timestamp() + ${tenant === ours ? ends : "interval '9 days'"}, '${tenant === ours ? state : 'waiting'}',
         ${tenant === ours && state !== 'waiting' ? 'now()' : 'null'})`,
    );
}

const stateOf = async (stage: SqlStage, tenant = ours) =>
  (await stage.query(`select state from tenant where id = '${tenant}'`)).rows[0]?.state;

export const LEAVING_PROBES: readonly SqlProbe[] = [
  {
    name: 'a workspace ends at a confirmed owner’s word alone, after a week at least',
    run: (stage, world) =>
      stage.attempt(async () => {
        const problems: string[] = [];
        await ready(stage);
        for (const token of ['', world.ours.admin, world.worker, world.platform.operator]) {
          const { refused } = await stage.as('app', token, begin());
          problems.push(...unless(refused === DENIED, 'somebody else ended the workspace'));
        }
        problems.push(...(await confirmations(stage, world)));
        await ready(stage);
        await stage.become('app', world.ours.owner);
        const { rows, refused } = await stage.query(begin(undefined, `'2000-01-01'`));
        const again = await stage.query(begin(undefined, undefined, id(804)));
        await stage.becomeRoot();
        const told = await stage.query(
          `select from platform_audit where subject_tenant = '${ours}' and action = 'tenant.leave' and actor_id = '${PEOPLE.owner}'`,
        );
        return [
          ...problems,
          ...unless(rows[0]?.far === true, `it ends too soon, or not (${refused})`),
          ...unless(again.refused === UNCONFIRMED, 'a confirmation counted twice'),
          ...unless(told.count === 1, 'the platform was not told'),
        ];
      }),
  },
  {
    name: 'a hold keeps a workspace from being ended',
    run: (stage, world) =>
      stage.attempt(async () => {
        await ready(stage, true);
        const { refused } = await stage.as('app', world.ours.owner, begin());
        return unless(refused === HELD, 'it was ended under a hold');
      }),
  },
  {
    name: 'an end is taken back by owners, their own, and shortened by nobody',
    run: (stage, world) =>
      stage.attempt(async () => {
        const problems: string[] = [];
        await leaving(stage, 'waiting', "interval '9 days'");
        for (const token of ['', world.ours.admin, world.ours.member, world.worker]) {
          const { refused } = await stage.as('app', token, BACK);
          problems.push(...unless(refused === DENIED, 'somebody else took it back'));
        }
        const shorter = `update tenant_leave set ends_at = now()`;
        for (const [login, token] of [
          ['app', world.ours.owner],
          ['operator', world.platform.operator],
        ] as const) {
          const { refused } = await stage.as(login, token, shorter);
          problems.push(...unless(refused === DENIED, `${login} shortened it`));
        }
        const erase = await stage.as(
          'operator',
          world.platform.operator,
          `update tenant set state = 'erasing' where id = '${ours}'`,
        );
        const early = await stage.as('app', world.ours.owner, end(`now() + interval '1 year'`));
        const seen = await stage.as('app', world.ours.owner, 'select from erasure_recipient');
        await stage.become('app', world.ours.owner);
        const { rows } = await stage.query(BACK);
        await stage.becomeRoot();
        const left = await stage.query(
          `select tenant_id from tenant_leave where state = 'waiting'`,
        );
        return [
          ...problems,
          ...unless(erase.refused === COOLING, 'an operator erased it before its time'),
          ...unless(early.refused === DENIED, 'the app carried it out'),
          ...unless(seen.refused === DENIED, 'the app reads where receipts go'),
          ...unless(rows[0]?.taken === true, 'the owner could not take it back'),
          ...unless(
            left.count === 1 && left.rows[0]?.tenant_id === theirs,
            'another was taken back',
          ),
        ];
      }),
  },
  {
    name: 'an end is carried out when it is due, for its owners alone to hear of',
    run: (stage) =>
      stage.attempt(async () => {
        await leaving(stage, 'taken_back');
        await stage.query(end());
        const back = await stateOf(stage);
        await leaving(stage);
        await stage.query(`update membership set accepted_at = now() where tenant_id = '${ours}'`);
        const { rows } = await stage.query(end());
        const erasures = await stage.query(
          `select from tenant_operation where tenant_id = '${ours}' and kind = 'erase' and state = 'queued'`,
        );
        const told = await stage.query(
          `select r.address from erasure_recipient r join app_user u on u.email = r.address and u.id <> '${PEOPLE.owner}'`,
        );
        const all = await stage.query('select from erasure_recipient');
        const others = await stateOf(stage, theirs);
        return [
          ...unless(back === 'active', 'what was taken back was carried out'),
          ...unless(rows[0]?.begun === 1 && erasures.count === 1, 'its erasure did not begin'),
          ...unless(all.count === 1 && told.count === 0, 'somebody else gets the receipt'),
          ...unless(others === 'active', 'one ended before its time'),
        ];
      }),
  },
  {
    name: 'an end is planted in a canary alone',
    run: async (stage, world) => {
      const { refused } = await stage.as(
        'app',
        world.ours.owner,
        `select tenancy.plant_leave('${id(809)}', now())`,
      );
      return unless(refused === DENIED, 'one was planted in a workspace');
    },
  },
  {
    name: 'a hold or a suspension puts an end off by days',
    run: (stage) =>
      stage.attempt(async () => {
        await leaving(stage);
        await stage.query(
          `insert into legal_hold (tenant_id, id, reason, placed_by, placed_by_kind, placed_at)
           values ('${ours}', '${id(802)}', 'a dispute', '${PEOPLE.owner}', 'user', now())`,
        );
        await stage.query(end());
        const { rows } = await stage.query(
          `select ends_at > clock_timestamp() + interval '2 days' as off from tenant_leave where tenant_id = '${ours}'`,
        );
        const erased = (await stateOf(stage)) !== 'active';
        await leaving(stage);
        await stage.query(`update tenant set state = 'suspended' where id = '${ours}'`);
        await stage.query(end());
        const paused = await stage.query(
          `select from tenant_leave where tenant_id = '${ours}' and ends_at > clock_timestamp()`,
        );
        return [
          ...unless(!erased, 'it was erased under a hold'),
          ...unless(rows[0]?.off === true, 'it was not put off'),
          ...unless(paused.count === 1, 'it ran out while the workspace was suspended'),
        ];
      }),
  },
];

/** Of somebody else, of another time, of a session that is over. */
async function confirmations(stage: SqlStage, world: SqlWorld): Promise<string[]> {
  const problems: string[] = [];
  const owner = sessionOf('owner');
  for (const [what, session, statement] of [
    ['nobody’s', owner, 'update user_session set confirmed_at = null'],
    [
      'somebody else’s',
      sessionOf('admin'),
      `update user_session set confirmed_at = clock_timestamp() where id = '${sessionOf('admin')}'`,
    ],
    [
      'an old',
      owner,
      `update user_session set confirmed_at = clock_timestamp() - interval '11 minutes' where id = '${owner}'`,
    ],
    [
      'an ended session’s',
      owner,
      `update user_session set confirmed_at = clock_timestamp(), revoked_at = now() where id = '${owner}'`,
    ],
  ] as const) {
    await stage.attempt(async () => {
      await stage.becomeRoot();
      await stage.query(statement);
      const { refused } = await stage.as('app', world.ours.owner, begin(session));
      problems.push(
        ...unless(refused === UNCONFIRMED || refused === DENIED, `${what} confirmation counted`),
      );
    });
  }
  return problems;
}
