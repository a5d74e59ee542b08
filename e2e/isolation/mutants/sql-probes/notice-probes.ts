import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, stopped, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const { ours, theirs } = TENANTS;
const AT = "'2026-11-01T12:00:00Z'::timestamptz";
const HERE = id(611);
const GONE = id(612);
const NOTICE = id(613);

const addEndpoint = (by: string) =>
  `insert into notice_endpoint (id, kind, address, created_at, created_by)
   values ('${id(614)}', 'email', 'ops@example.test', now(), '${by}')`;
const remove = (by: string) =>
  `update notice_endpoint set removed_at = now(), removed_by = '${by}'`;
const claim = `select * from tenancy.claim_notice(${AT})`;
const ended = (endpoint: string) =>
  `select from tenancy.end_notice('${NOTICE}', '${endpoint}', ${AT}, null, null)`;
const put = `select tenancy.put_notice('test', '${theirs}', '{}', ${AT})`;
const test = `select tenancy.put_test_notice(${AT}) as made`;

/** One notice that is due at an endpoint that is there and at one that was removed. */
async function waiting(stage: SqlStage): Promise<void> {
  await stage.becomeRoot();
  for (const [endpoint, removed] of [
    [HERE, null],
    [GONE, new Date(0)],
  ] as const)
    await stage.query(
      `insert into notice_endpoint (id, kind, address, created_at, created_by, removed_at, removed_by)
       values ($1, 'email', 'to ' || $5, now(), $2, $3, $4)`,
      [endpoint, PEOPLE.operator, removed, removed && PEOPLE.operator, endpoint],
    );
  await stage.query(
    `insert into notice (id, at, kind, subject_tenant, payload) values ($1, ${AT}, 'test', $2, '{}')`,
    [NOTICE, theirs],
  );
  for (const endpoint of [HERE, GONE])
    await stage.query(
      `insert into notice_delivery (notice_id, endpoint_id, next_at) values ($1, $2, ${AT})`,
      [NOTICE, endpoint],
    );
}

export const NOTICE_PROBES: readonly SqlProbe[] = [
  {
    name: 'notices are read by operators and auditors, and a webhook’s secret by nobody',
    run: (stage, world) =>
      stage.attempt(async () => {
        await waiting(stage);
        const problems: string[] = [];
        const tables = ['notice', 'notice_delivery'];
        const tokens = ['', world.ours.owner, world.platform.finance, world.posing.operator];
        for (const table of tables) {
          for (const login of ['app', 'auth', 'worker'] as const) {
            const { refused } = await stage.as(login, world.ours.owner, `select from ${table}`);
            problems.push(...unless(refused === DENIED, `${login} reads ${table}`));
          }
          // Of this notice, which is of no cost.
          const books = await stage.as('finance', world.platform.finance, `select from ${table}`);
          problems.push(...unless(books.count === 0, `finance reads ${table}`));
          for (const login of ['operator', 'auditor'] as const) {
            for (const token of tokens) {
              const { count } = await stage.as(login, token, `select from ${table}`);
              problems.push(
                ...unless(count === 0, `${login} reads ${table} under another’s context`),
              );
            }
            const { count } = await stage.as(login, world.platform[login], `select from ${table}`);
            problems.push(...unless(count > 0, `${login} reads no ${table}`));
          }
        }
        for (const login of ['operator', 'auditor'] as const) {
          const secret = 'select secret from notice_endpoint';
          const { refused } = await stage.as(login, world.platform[login], secret);
          const open = await stage.as(login, world.ours.owner, 'select id from notice_endpoint');
          problems.push(
            ...unless(refused === DENIED, `${login} reads a secret`),
            ...unless(open.count === 0, `${login} reads addresses under another’s context`),
          );
        }
        return problems;
      }),
  },
  {
    name: 'where notices go is an operator’s to say, in the own name',
    run: (stage, world) =>
      stage.attempt(async () => {
        await waiting(stage);
        const { operator, auditor } = world.platform;
        const attempts: [string, string][] = [
          [operator, addEndpoint(PEOPLE.halfOperator)],
          [auditor, addEndpoint(PEOPLE.auditor)],
          [world.posing.operator, addEndpoint(PEOPLE.owner)],
          [operator, remove(PEOPLE.halfOperator)],
          [auditor, remove(PEOPLE.auditor)],
          [operator, `${remove(PEOPLE.operator)}, address = 'elsewhere'`],
          [operator, `delete from notice_endpoint where id = '${HERE}'`],
          [
            operator,
            `insert into notice_delivery (notice_id, endpoint_id) values ('${NOTICE}', '${HERE}')`,
          ],
          [operator, "update notice set payload = '{}'"],
        ];
        const problems: string[] = [];
        for (const [token, sql] of attempts)
          problems.push(...unless(stopped(await stage.as('operator', token, sql)), sql));
        const added = await stage.as('operator', operator, addEndpoint(PEOPLE.operator));
        const removed = await stage.as('operator', operator, remove(PEOPLE.operator));
        return [
          ...problems,
          ...unless(added.count === 1, `an operator adds nothing (${added.refused})`),
          ...unless(removed.count === 1, `${removed.count} were removed, one of them again`),
        ];
      }),
  },
  {
    name: 'nobody writes a notice by hand, and a test is an operator’s',
    run: async (stage, world) => {
      const { operator, auditor } = world.platform;
      const problems: string[] = [];
      for (const [login, token] of [
        ['app', world.ours.owner],
        ['app', world.worker],
        ['worker', ''],
        ['operator', operator],
      ] as const)
        problems.push(
          ...unless(
            (await stage.as(login, token, put)).refused === DENIED,
            `${login} wrote a notice`,
          ),
        );
      for (const [login, token] of [
        ['app', operator],
        ['operator', auditor],
        ['operator', world.posing.operator],
        ['operator', ''],
      ] as const)
        problems.push(
          ...unless(
            (await stage.as(login, token, test)).refused === DENIED,
            `${login} tried endpoints`,
          ),
        );
      const good = await stage.as('operator', operator, test);
      return [...problems, ...unless(good.count === 1, `a test was refused (${good.refused})`)];
    },
  },
  {
    name: 'the worker takes what is due, once, and never for where notices no longer go',
    run: (stage, world) =>
      stage.attempt(async () => {
        await waiting(stage);
        const early = await stage.as(
          'worker',
          '',
          `select * from tenancy.claim_notice(${AT} - interval '1 second')`,
        );
        const problems: string[] = [];
        for (const [login, token] of [
          ['app', world.worker],
          ['operator', world.platform.operator],
        ] as const)
          for (const call of [claim, ended(HERE)])
            problems.push(
              ...unless(
                (await stage.as(login, token, call)).refused === DENIED,
                `${login}: ${call}`,
              ),
            );
        await stage.become('worker');
        const first = await stage.query(claim);
        const second = await stage.query(claim);
        await stage.query(ended(HERE));
        await stage.becomeRoot();
        const { rows } = await stage.query(
          `select endpoint_id from notice_delivery where delivered_at is not null`,
        );
        await stage.query(
          `update notice_delivery set next_at = ${AT}, locked_until = null where endpoint_id = $1`,
          [HERE],
        );
        await stage.become('worker');
        await stage.query(
          `select from tenancy.end_notice('${NOTICE}', '${HERE}', null, ${AT}, 'again')`,
        );
        await stage.becomeRoot();
        const again = await stage.query(
          'select from notice_delivery where endpoint_id = $1 and delivered_at is null',
          [HERE],
        );
        return [
          ...problems,
          ...unless(early.count === 0, 'it was taken before its time'),
          ...unless(
            first.count === 1 && first.rows[0]?.endpoint_id === HERE,
            'not the one that is due',
          ),
          ...unless(second.count === 0, 'it was taken twice, or for a removed endpoint'),
          ...unless(
            rows.length === 1 && rows[0]?.endpoint_id === HERE,
            'another delivery was ended',
          ),
          ...unless(again.count === 0, 'what was delivered was ended again'),
        ];
      }),
  },
  {
    name: 'a containment that says so is told when it begins and when it ends, of its own tenant, wherever notices go',
    run: (stage) =>
      stage.attempt(async () => {
        await waiting(stage);
        await stage.query(
          'delete from notice_delivery; delete from notice; delete from containment',
        );
        const add = (tenant: string, actions: string) =>
          stage.query(
            `insert into containment (tenant_id, id, rule_id, rule_name, metric, value, threshold, actions, since, until)
             values ($1, gen_random_uuid(), $2, 'x', 'refused', 1, 1, $3, ${AT}, ${AT} + interval '1 hour')`,
            [tenant, HERE, actions],
          );
        await add(ours, '[{"kind": "notify"}]');
        await add(theirs, '[{"kind": "pause"}]');
        await stage.query('update containment set ended_at = since');
        await stage.query("update containment set end_reason = 'later'");
        const { rows } = await stage.query(
          `select n.kind, n.subject_tenant, n.payload ? 'rule' as whole, n.payload ?| array['id', 'reason'] as more,
             (select array_agg(d.endpoint_id)::text from notice_delivery d where d.notice_id = n.id) as at
           from notice n order by n.kind desc`,
        );
        return [
          ...unless(
            rows.map((row) => row.kind).join() === 'containment_started,containment_ended',
            `told: ${rows.map((row) => row.kind).join()}`,
          ),
          ...unless(
            rows.every((row) => row.subject_tenant === ours && row.whole && !row.more),
            'it tells of another tenant, or too much',
          ),
          ...unless(
            rows.every((row) => row.at === `{${HERE}}`),
            'it goes to where notices no longer go',
          ),
        ];
      }),
  },
];
