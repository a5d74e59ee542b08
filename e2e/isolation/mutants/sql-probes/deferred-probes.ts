import { KEYS } from '../sql-keys';
import { CONVERSATIONS, DEFERRED, HOLDS } from '../sql-library';
import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, NO_SUCH_ROW, type SqlProbe, unless } from '../sql-probe';
import type { Outcome, SqlStage } from '../sql-stage';
import { wrongContext } from './credential-probes';

const { ours, theirs, paused } = TENANTS;
const LEASE = "interval '30 seconds'";
const LONG_AGO = '2020-01-01T00:00:00Z';
const FAR_AWAY = '2999-01-01T00:00:00Z';

export const DEFERRED_PROBES: readonly SqlProbe[] = [
  {
    name: 'a worker is given the question that may be tried, with its asker’s context',
    run: (stage) =>
      stage.attempt(async () => {
        await stage.become('worker');
        const problems: string[] = [];
        const claim = `select * from tenancy.claim_deferred('me', ${LEASE}, now())`;
        const first = await stage.query(claim);
        const second = await stage.query(claim);
        const [row] = first.rows;
        problems.push(
          ...unless(row?.deferred_id === DEFERRED.own, `${row?.deferred_id} was given first`),
          ...unless(row?.tenant_id === ours, 'a question of another tenant was given'),
          ...unless(second.count === 0, `${second.rows[0]?.deferred_id} was given too`),
        );
        return [
          ...problems,
          ...wrongContext(row?.context, [ours, PEOPLE.both, 'user', 'member'], 31),
        ];
      }),
  },
  {
    name: 'a worker renews the question that it has, while its asker is a member',
    run: async (stage) => {
      const call = `select * from tenancy.renew_deferred($1, $2, $3, ${LEASE})`;
      const wrong: [string, string, string][] = [
        [theirs, DEFERRED.held, 'second'],
        [ours, DEFERRED.held, 'first'],
        [theirs, DEFERRED.other, 'first'],
        [paused, DEFERRED.paused, 'first'],
        [ours, DEFERRED.pending, 'first'],
        [ours, DEFERRED.disabled, 'first'],
      ];
      const problems: string[] = [];
      for (const params of wrong) {
        const { count } = await stage.as('worker', '', call, params);
        problems.push(...unless(count === 0, `renewed for ${params.join()}`));
      }
      const { rows } = await stage.as('worker', '', call, [theirs, DEFERRED.held, 'first']);
      const expected = [theirs, PEOPLE.theirOwner, 'user', 'owner'];
      return [...problems, ...wrongContext(rows[0]?.context, expected, 31)];
    },
  },
  {
    name: 'a key’s question is given with the key’s own context, while the key holds',
    run: (stage) =>
      stage.attempt(async () => {
        await putOfKeys(stage, { state: 'waiting', locked_until: null });
        await stage.become('worker');
        const claim = `select * from tenancy.claim_deferred('me', ${LEASE}, now())`;
        const first = await stage.query(claim);
        const [row] = first.rows;
        await stage.becomeRoot();
        const { rows } = await stage.query('select user_id, state from deferred_answer');
        const ended = rows.filter(({ state }) => state === 'cancelled');
        return [
          ...unless(first.count === 1, `${first.count} questions were given`),
          ...unless(row?.user_id === KEYS.reader, `${row?.user_id} asked`),
          ...unless(
            ended
              .map((each) => each.user_id)
              .sort()
              .join() === [KEYS.revoked, KEYS.expired].join(),
            `${ended.length} questions were cancelled`,
          ),
          ...wrongContext(row?.context, [ours, KEYS.reader, 'key', 'key'], 31),
        ];
      }),
  },
  {
    name: 'a key’s question is renewed while the key holds',
    run: (stage) =>
      stage.attempt(async () => {
        await putOfKeys(stage, { state: 'running', locked_until: FAR_AWAY });
        const renew = `select * from tenancy.renew_deferred($1, $2, 'first', ${LEASE})`;
        const problems: string[] = [];
        for (const key of [KEYS.revoked, KEYS.expired]) {
          const { count } = await stage.as('worker', '', renew, [ours, key]);
          problems.push(...unless(count === 0, `renewed for ${key}`));
        }
        await stage.become('worker');
        const { count, rows } = await stage.query(renew, [ours, KEYS.reader]);
        return [
          ...problems,
          ...unless(count === 1, `${count} contexts`),
          ...wrongContext(rows[0]?.context, [ours, KEYS.reader, 'key', 'key'], 31),
        ];
      }),
  },
  {
    name: 'a question is a member’s or a key’s of its workspace, and goes with the member',
    run: (stage) =>
      stage.attempt(async () => {
        await stage.becomeRoot();
        const nobody = await stage.attempt(() => put(stage, ours, id(422), id(423), {}));
        await stage.query('delete from deferred_answer');
        for (const tenant of [ours, theirs]) await put(stage, tenant, id(424), PEOPLE.both, {});
        await stage.query('delete from membership where tenant_id = $1 and user_id = $2', [
          ours,
          PEOPLE.both,
        ]);
        const { rows } = await stage.query('select tenant_id from deferred_answer');
        return [
          ...unless(nobody.refused === NO_SUCH_ROW, 'a question of nobody waits'),
          ...unless(
            rows.length === 1 && rows[0]?.tenant_id === theirs,
            `${rows.length} questions are left`,
          ),
        ];
      }),
  },
  {
    name: 'an attempt is ended by its asker and by its own hold, once',
    run: (stage, world) =>
      stage.attempt(async () => {
        await stage.becomeRoot();
        await stage.query(
          `update deferred_answer set state = 'running', attempts = 2 where id = any ($1)`,
          [[DEFERRED.own, DEFERRED.holding]],
        );
        const { rows } = await stage.query('select tenancy.hold_context($1, $2, $3) as token', [
          ours,
          HOLDS.fresh,
          Buffer.from('our secret'),
        ]);
        const hold = String(rows[0]?.token);
        const colleague = await end(stage, world.ours.member, DEFERRED.own, 2);
        const otherHold = await end(stage, hold, DEFERRED.own, 2);
        const earlier = await end(stage, world.ours.both, DEFERRED.own, 1);
        const asker = await end(stage, world.ours.both, DEFERRED.own, 2);
        const again = await end(stage, world.ours.both, DEFERRED.own, 2);
        const holder = await end(stage, hold, id(91), 2);
        await stage.becomeRoot();
        const { rows: left } = await stage.query(
          'select state from deferred_answer where tenant_id = $1 and id = $2',
          [theirs, DEFERRED.own],
        );
        return [
          ...unless(!colleague, 'a colleague ended a question'),
          ...unless(!otherHold, 'the hold of another request ended a question'),
          ...unless(!earlier, 'an earlier attempt ended a question'),
          ...unless(asker, 'the asker ended nothing'),
          ...unless(!again, 'a question was ended twice'),
          ...unless(holder, 'the hold ended nothing'),
          ...unless(left[0]?.state === 'running', 'a question of theirs was ended'),
        ];
      }),
  },
  {
    name: 'places are one’s own, in the own workspace’s queue',
    run: async (stage, world) => {
      const { rows } = await stage.as(
        'app',
        world.ours.both,
        'select * from tenancy.deferred_places()',
      );
      const own = [DEFERRED.own, DEFERRED.holding];
      return [
        ...unless(rows.length === 2, `${rows.length} places`),
        ...unless(
          rows.every((row) => own.includes(String(row.id))),
          'a colleague’s place is shown',
        ),
        ...unless(
          rows.every((row) => row.total === 4),
          `the queue has ${rows[0]?.total}`,
        ),
      ];
    },
  },
  {
    name: 'a policy wakes what waits in its own workspace',
    run: (stage) =>
      stage.attempt(async () => {
        await stage.becomeRoot();
        await stage.query(
          `insert into policy_version (tenant_id, version, manifest, reason, author_id, created_at)
           values ($1, 2, '{}', 'stage', $2, now())`,
          [ours, PEOPLE.operator],
        );
        const { rows } = await stage.query(
          `select tenant_id from deferred_answer where tried_at = '-infinity'`,
        );
        return [
          ...unless(rows.length > 0, 'nothing was woken'),
          ...unless(
            rows.every((row) => row.tenant_id === ours),
            'a question of another tenant was woken',
          ),
        ];
      }),
  },
  {
    name: 'cost tags of a question that waits are names with values',
    run: async (stage, world) => {
      const asked = (tags: string) =>
        stage.as(
          'app',
          world.ours.both,
          `insert into deferred_answer (tenant_id, id, conversation_id, request_id, user_id, feature, not_before, tried_at,
             created_at, tags)
           values ($1, $2, $3, $4, $5, 'chat', now(), now(), now(), $6)`,
          [ours, id(422), CONVERSATIONS.both, id(423), PEOPLE.both, tags],
        );
      const problems = unless((await asked('{"team": "law"}')).count === 1, 'no tags are kept');
      for (const tags of ['["team"]', '"team"', '1'])
        problems.push(...unless((await asked(tags)).refused === '23514', `kept the tags ${tags}`));
      return problems;
    },
  },
  {
    name: 'questions that wait are their asker’s alone, and asked in the own name',
    run: async (stage, world) => {
      const { rows } = await stage.as(
        'app',
        world.ours.both,
        'select user_id from deferred_answer',
      );
      const forged = await stage.as(
        'app',
        world.ours.member,
        `insert into deferred_answer (tenant_id, id, conversation_id, request_id, user_id, feature, not_before, tried_at, created_at)
         values ('${ours}', '${id(420)}', '${CONVERSATIONS.both}', '${id(421)}', '${PEOPLE.both}', 'chat', now(), now(), now())`,
      );
      return [
        ...unless(rows.length > 0, 'the asker sees nothing'),
        ...unless(
          rows.every((row) => row.user_id === PEOPLE.both),
          'a colleague’s question is shown',
        ),
        ...unless(forged.refused === DENIED, 'a question was asked in another name'),
      ];
    },
  },
];

async function end(
  stage: SqlStage,
  token: string,
  request: string,
  attempt: number,
): Promise<boolean> {
  await stage.become('app', token);
  const { rows } = await stage.query(
    "select tenancy.end_deferred($1, $2, 'done', null, now()) as ended",
    [request, attempt],
  );
  return rows[0]?.ended === true;
}

/** One question of each of these keys, under the key's id. `reader` is a key of another tenant too. */
async function putOfKeys(stage: SqlStage, row: Record<string, unknown>): Promise<void> {
  await stage.becomeRoot();
  await stage.query('delete from deferred_answer');
  for (const key of [KEYS.reader, KEYS.revoked, KEYS.expired])
    await put(stage, ours, key, key, { locked_by: 'first', ...row });
}

function put(
  stage: SqlStage,
  tenant: string,
  question: string,
  asker: string,
  { state = 'waiting', locked_by = null, locked_until = null }: Record<string, unknown>,
): Promise<Outcome> {
  return stage.query(
    `insert into deferred_answer (tenant_id, id, request_id, conversation_id, user_id, feature, not_before, tried_at, created_at,
       state, locked_by, locked_until)
     values ($1, $2, $2, $3, $4, 'answers', $5, $5, $5, $6, $7, $8)`,
    [tenant, question, CONVERSATIONS.both, asker, LONG_AGO, state, locked_by, locked_until],
  );
}
