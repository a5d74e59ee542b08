import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, stopped, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';
import type { SqlWorld } from '../sql-world';

const { ours, theirs } = TENANTS;
const BROKEN = '23514';
const TAKEN = '23505';

const setLimits = (basedOn: number, limits: object) =>
  `select tenancy.set_own_limits(${basedOn}, '${JSON.stringify(limits)}', 'a reason', now()) as version`;
const raise = (plan: string, basedOn = 1, change = id(701)) =>
  `select tenancy.raise_plan('${change}', '${plan}', ${basedOn}, 'a reason', now()) as version`;
const schedule = (by: string, state = 'scheduled', tenant = ours) =>
  `insert into plan_change (tenant_id, id, from_plan, to_plan, asked_by, asked_at, reason, effective_at, state)
   values ('${tenant}', '${id(702)}', 'starter', 'free', '${by}', now(), 'a reason', now() + interval '1 day', '${state}')`;
const undo = `update plan_change set state = 'undone', ended_at = now() where state = 'scheduled'`;
const ask = (by: string) =>
  `insert into quota_request (tenant_id, id, asked_by, asked_at, reason, wanted)
   values ('${ours}', '${id(703)}', '${by}', now(), 'a reason', '{}')`;
const decide = (by: string) =>
  `update quota_request set state = 'refused', ended_at = now(), decided_by = '${by}', answer = 'no room' where state = 'open'`;

/** Both workspaces on starter, with a policy that says whose it is. */
async function onStarter(stage: SqlStage): Promise<void> {
  await stage.becomeRoot();
  await stage.query('delete from plan_change');
  await stage.query('delete from quota_request');
  await stage.query(
    `update policy_version set manifest = jsonb_build_object('of', tenant_id, 'requestsPerMinute', 100, 'ownRaisePercent', 50)
     where version = 1`,
  );
  await stage.query(`update tenant set plan = 'starter' where id in ('${ours}', '${theirs}')`);
}

export const LIMIT_PROBES: readonly SqlProbe[] = [
  {
    name: 'own limits are the owner’s and the admins’, end at the range, and change nothing else',
    run: (stage, world) =>
      stage.attempt(async () => {
        const problems: string[] = [];
        await onStarter(stage);
        for (const token of ['', world.ours.member, world.worker, world.platform.operator]) {
          const { refused } = await stage.as('app', token, setLimits(1, {}));
          problems.push(...unless(refused === DENIED, 'somebody else set own limits'));
        }
        const refusals: [string, string, string][] = [
          [setLimits(7, {}), TAKEN, 'another version was overwritten'],
          [setLimits(1, { weight: 9 }), BROKEN, 'a limit of its own was brought'],
          [setLimits(1, { requestsPerMinute: 151 }), BROKEN, 'the range was left'],
        ];
        for (const [sql, code, problem] of refusals) {
          const { refused } = await stage.as('app', world.ours.owner, sql);
          problems.push(...unless(refused === code, problem));
        }
        await stage.become('app', world.ours.admin);
        const { rows, refused } = await stage.query(setLimits(1, { requestsPerMinute: 150 }));
        await stage.becomeRoot();
        const after = await stage.query(
          `select manifest - 'ownLimits' as rest from policy_version where tenant_id = '${ours}' and version = 2`,
        );
        const rest = after.rows[0]?.rest as { of?: string } | undefined;
        return [
          ...problems,
          ...unless(rows[0]?.version === 2, `an admin was refused (${refused})`),
          ...unless(
            rest?.of === ours && Object.keys(rest).length === 3,
            'more than the own limits changed',
          ),
        ];
      }),
  },
  {
    name: 'a higher plan is the owner’s to take, of the own workspace, and holds what the database says',
    run: (stage, world) =>
      stage.attempt(async () => {
        const problems: string[] = [];
        await onStarter(stage);
        for (const token of ['', world.ours.admin, world.ours.member, world.platform.operator]) {
          const { refused } = await stage.as('app', token, raise('professional'));
          problems.push(...unless(refused === DENIED, 'somebody else raised the plan'));
        }
        const lower = await stage.as('app', world.ours.owner, raise('free'));
        const overtaken = await stage.as('app', world.ours.owner, raise('professional', 7));
        await stage.become('app', world.ours.owner);
        const direct = await stage.as(
          'app',
          world.ours.owner,
          `select tenancy.put_plan('${theirs}', 'enterprise', '${PEOPLE.owner}', 'user', 'a reason', now())`,
        );
        await stage.become('app', world.ours.owner);
        const raised = await stage.query(raise('professional'));
        await stage.becomeRoot();
        const { rows } = await stage.query(
          `select t.id, t.plan, (select manifest ->> 'of' from policy_version p where p.tenant_id = t.id order by version desc limit 1) as of
           from tenant t where t.id in ('${ours}', '${theirs}') order by t.id = '${ours}' desc`,
        );
        return [
          ...problems,
          ...unless(lower.refused === BROKEN, 'a lower plan was in force at once'),
          ...unless(overtaken.refused === TAKEN, 'a policy that nobody looked at was replaced'),
          ...unless(direct.refused === DENIED, 'a plan was put past every check'),
          ...unless(raised.rows[0]?.version === 2, `the owner was refused (${raised.refused})`),
          ...unless(rows[0]?.plan === 'professional' && rows[0]?.of === ours, 'not the own plan'),
          ...unless(rows[1]?.plan === 'starter', 'a foreign plan was changed'),
        ];
      }),
  },
  {
    name: 'changes of plan are scheduled and undone by owners, and carried out by the worker when due',
    run: (stage, world) =>
      stage.attempt(async () => {
        await onStarter(stage);
        const admin = await stage.as('app', world.ours.admin, schedule(PEOPLE.admin));
        const forged = await stage.as('app', world.ours.owner, schedule(PEOPLE.admin));
        const done = await stage.as('app', world.ours.owner, schedule(PEOPLE.owner, 'done'));
        const foreign = await stage.as(
          'app',
          world.ours.owner,
          schedule(PEOPLE.owner, 'scheduled', theirs),
        );
        await stage.become('app', world.ours.owner);
        const own = await stage.query(schedule(PEOPLE.owner));
        const undoneByAdmin = await stage.as('app', world.ours.admin, undo);
        const seen = await stage.as('app', world.ours.member, 'select from plan_change');
        const applied = await stage.as(
          'app',
          world.ours.owner,
          `select tenancy.apply_plan_changes(now() + interval '2 days')`,
        );
        await stage.become('worker');
        const early = await stage.query('select tenancy.apply_plan_changes(now()) as n');
        await stage.become('app', world.ours.owner);
        const undone = await stage.query(undo);
        return [
          ...unless(stopped(admin), 'an admin scheduled a plan'),
          ...unless(stopped(forged), 'a plan was scheduled in another name'),
          ...unless(stopped(done), 'a plan was changed without its check'),
          ...unless(stopped(foreign), 'a foreign plan was scheduled'),
          ...unless(own.count === 1, `the owner was refused (${own.refused})`),
          ...unless(stopped(undoneByAdmin), 'an admin undid a change'),
          ...unless(seen.count === 0, 'a member reads changes of the plan'),
          ...unless(applied.refused === DENIED, 'an owner carried changes out'),
          ...unless(early.rows[0]?.n === 0, 'a change was carried out before its time'),
          ...unless(undone.count === 1, `the owner could not undo (${undone.refused})`),
        ];
      }),
  },
  {
    name: 'limits are asked for by owner and admins, and decided by operators, each in their own name',
    run: (stage, world) => stage.attempt(() => requests(stage, world)),
  },
];

async function requests(stage: SqlStage, world: SqlWorld): Promise<string[]> {
  await onStarter(stage);
  const member = await stage.as('app', world.ours.member, ask(PEOPLE.member));
  const forged = await stage.as('app', world.ours.admin, ask(PEOPLE.owner));
  await stage.become('app', world.ours.admin);
  const own = await stage.query(ask(PEOPLE.admin));
  const seen = await stage.as('app', world.ours.member, 'select from quota_request');
  const withdrawn = await stage.as(
    'app',
    world.ours.member,
    `update quota_request set state = 'withdrawn', ended_at = now() where state = 'open'`,
  );
  const granted = await stage.as(
    'app',
    world.ours.owner,
    `update quota_request set state = 'approved', ended_at = now() where state = 'open'`,
  );
  const auditor = await stage.as('auditor', world.platform.auditor, decide(PEOPLE.auditor));
  const finance = await stage.as('finance', world.platform.finance, 'select from quota_request');
  const inAnothersName = await stage.as(
    'operator',
    world.platform.operator,
    decide(PEOPLE.stranger),
  );
  const decided = await stage.as('operator', world.platform.operator, decide(PEOPLE.operator));
  return [
    ...unless(stopped(member), 'a member asked for limits'),
    ...unless(stopped(forged), 'limits were asked for in another name'),
    ...unless(own.count === 1, `an admin was refused (${own.refused})`),
    ...unless(seen.count === 0, 'a member reads requests'),
    ...unless(stopped(withdrawn), 'a member withdrew a request'),
    ...unless(granted.refused !== undefined, 'a workspace granted its own request'),
    ...unless(stopped(auditor), 'an auditor decided'),
    ...unless(stopped(finance), 'finance reads requests'),
    ...unless(stopped(inAnothersName), 'a request was decided in another name'),
    ...unless(decided.count === 1, `an operator was refused (${decided.refused})`),
  ];
}
