import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';
import { CHANGE, decide, LATER, onFree, propose, run, standing, steer } from './governed-stage';

const { ours, theirs } = TENANTS;
const BROKEN = '23514';
const TAKEN = '23505';
const IN_USE = '55006';

export const GOVERNED_PROBES: readonly SqlProbe[] = [
  {
    name: 'policies are changed by proposals, which operators make and the bounds hold',
    run: (stage, world) =>
      stage.attempt(async () => {
        const problems: string[] = [];
        await onFree(stage);
        const { operator, auditor } = world.platform;
        for (const token of ['', auditor, world.ours.owner, world.worker]) {
          const { refused } = await stage.as('operator', token, propose({ weight: 2 }));
          problems.push(...unless(refused === DENIED, 'somebody else proposed'));
          const told = await stage.as(
            'operator',
            token,
            `select tenancy.announce_policy('${ours}')`,
          );
          problems.push(...unless(told.refused === DENIED, 'somebody else announced a policy'));
        }
        const within = `'${ours}', '{}', '{"weight": 9}'`;
        const direct = [
          `insert into policy_version (tenant_id, version, manifest, reason, author_id, created_at)
           values ('${ours}', 2, '{}', 'a reason', '${PEOPLE.operator}', now())`,
          `select tenancy.put_parts(${within}, 'policy.edit', '${CHANGE}', '${PEOPLE.operator}', 'operator', 'a reason', now())`,
          `select tenancy.carry_stage('${CHANGE}', '${PEOPLE.operator}', 'operator', now())`,
          `select tenancy.give_back('${CHANGE}', 'undone', '${PEOPLE.operator}', 'operator', 'a reason', now())`,
          run(),
        ];
        for (const sql of direct) {
          const { refused } = await stage.as('operator', operator, sql);
          problems.push(...unless(refused === DENIED, `an operator ran ${sql.slice(0, 40)}`));
        }
        const refusals: [string, string][] = [
          [propose({ weight: 2 }, { basedOn: 7 }), TAKEN],
          [propose({ speed: 2 }), BROKEN],
          [propose({ weight: '2' }), BROKEN],
          [propose({}), BROKEN],
          [propose({ tokensPerDay: 2_000_000 }), BROKEN],
          [propose({ weight: 2 }, { targets: [ours, ours], basedOn: null }), BROKEN],
        ];
        for (const [sql, code] of refusals) {
          const { refused } = await stage.as('operator', operator, sql);
          problems.push(...unless(refused === code, `${code} was expected of a bad proposal`));
        }
        const far = await stage.as('operator', operator, propose({ requestsPerMinute: 101 }));
        problems.push(
          ...unless(far.rows[0]?.state === 'waiting', 'what is beyond the bounds did not wait'),
        );
        await stage.become('operator', operator);
        const near = await stage.query(propose({ requestsPerMinute: 100 }));
        const again = await stage.query(
          propose({ requestsPerMinute: 101 }, { change: LATER, basedOn: 2 }),
        );
        return [
          ...problems,
          ...unless(near.rows[0]?.version === 2, `within the bounds it waited (${near.refused})`),
          ...unless(again.rows[0]?.state === 'waiting', 'bounds were passed in two steps'),
          ...unless((await standing(stage)) === '100/2 10/1', 'not ours alone changed'),
        ];
      }),
  },
  {
    name: 'many tenants at once are beyond the bounds too',
    run: (stage, world) =>
      stage.attempt(async () => {
        await onFree(stage);
        await stage.query(
          `insert into policy_bounds select max(version) + 1, '{"raisePercent": 900, "lowerPercent": 50, "tenants": 1, "fields": ["models"]}',
             'a reason', null, now() from policy_bounds`,
        );
        await stage.become('operator', world.platform.operator);
        const both = { targets: [ours, theirs], basedOn: null };
        const states = [
          await stage.query(propose({ weight: 2 }, both)),
          await stage.query(propose({ models: ['claude-sonnet-5-5'] }, { change: id(803) })),
          await stage.query(propose({ requestsPerMinute: 4 }, { change: id(804) })),
          await stage.query(propose({ requestsPerMinute: 5 }, { change: id(805) })),
        ].map(({ rows, refused }) => String(rows[0]?.state ?? refused));
        return unless(
          states.join() === 'waiting,waiting,waiting,done',
          `the bounds gave ${states.join()}`,
        );
      }),
  },
  {
    name: 'a change beyond the bounds is decided by another operator, and nobody else',
    run: (stage, world) =>
      stage.attempt(async () => {
        const second = await onFree(stage);
        const { operator, auditor } = world.platform;
        await stage.become('operator', operator);
        await stage.query(propose({ requestsPerMinute: 5_000 }));
        const problems: string[] = [];
        for (const token of [operator, auditor, world.ours.owner, '']) {
          const { refused } = await stage.as('operator', token, decide(true));
          problems.push(...unless(refused === DENIED, 'the wrong person approved'));
        }
        await stage.becomeRoot();
        const refusal = await stage.attempt(async () => {
          await stage.become('operator', second);
          await stage.query(decide(false));
          const after = await stage.query(decide(true));
          return [String(after.rows[0]?.state), await standing(stage)];
        });
        problems.push(...unless(refusal.join() === 'null,10/1 10/1', 'a refused change went on'));
        await stage.become('operator', second);
        const { rows } = await stage.query(decide(true));
        return [
          ...problems,
          ...unless(rows[0]?.state === 'done', 'another operator could not approve'),
          ...unless((await standing(stage)) === '5000/2 10/1', 'not what was approved is in force'),
        ];
      }),
  },
  {
    name: 'what somebody changed meanwhile is left alone, and taking back gives what there was',
    run: (stage, world) =>
      stage.attempt(async () => {
        const second = await onFree(stage);
        const { operator, auditor } = world.platform;
        await stage.become('operator', operator);
        await stage.query(propose({ requestsPerMinute: 5_000 }));
        await stage.query(propose({ requestsPerMinute: 20 }, { change: LATER }));
        await stage.become('operator', second);
        await stage.query(decide(true));
        const left = await standing(stage);
        const denied = await stage.as('operator', auditor, steer('undo', LATER));
        await stage.become('operator', second);
        await stage.query(steer('undo', LATER));
        await stage.query(steer('undo', LATER));
        return [
          ...unless(left === '20/2 10/1', 'what was changed meanwhile was overwritten'),
          ...unless(denied.refused === DENIED, 'somebody else took a change back'),
          ...unless((await standing(stage)) === '10/3 10/1', 'it was not taken back, or twice'),
        ];
      }),
  },
  {
    name: 'time and stages are kept by the worker, and pausing holds them',
    run: (stage, world) =>
      stage.attempt(async () => {
        const problems: string[] = [];
        await onFree(stage);
        const { operator } = world.platform;
        const seen = async (sql: string, expected: string, problem: string) => {
          await stage.become('worker');
          await stage.query(sql);
          problems.push(...unless((await standing(stage)) === expected, problem));
        };
        await stage.become('operator', operator);
        const times = { starts: "now() + interval '1 hour'", ends: "now() + interval '2 hours'" };
        await stage.query(propose({ requestsPerMinute: 30 }, times));
        await seen(run('59 minutes'), '10/1 10/1', 'it began before its time');
        await seen(run('61 minutes'), '30/2 10/1', 'it did not begin');
        await seen(run('121 minutes'), '10/3 10/1', 'it did not end');
        await stage.become('operator', operator);
        const both = { change: LATER, targets: [ours, theirs], stages: [1, 2], basedOn: null };
        await stage.query(propose({ requestsPerMinute: 40 }, both));
        await seen(run('9 days'), '40/4 10/1', 'stages came by themselves, or all at once');
        await stage.become('operator', operator);
        await stage.query(steer('pause', LATER));
        const held = await stage.query(steer('next', LATER));
        await stage.query(steer('go_on', LATER));
        await stage.query(steer('next', LATER));
        return [
          ...problems,
          ...unless(held.rows[0]?.state === null, 'a paused roll-out went on'),
          ...unless((await standing(stage)) === '40/4 40/2', 'the next stage did not come'),
        ];
      }),
  },
  {
    name: 'a plan changes for a time, with an entry of each, and goes back only from there',
    run: (stage, world) =>
      stage.attempt(async () => {
        await onFree(stage);
        const given = async () => {
          await stage.becomeRoot();
          const { rows } = await stage.query(
            `select (select manifest ->> 'weight' from plan_version where plan = 'free' order by version desc limit 1) || ' ' ||
               (select count(*) from platform_audit where action in ('plan.begin', 'plan.end')) as all`,
          );
          return String(rows[0]?.all);
        };
        const forATime = async (change: string, basedOn: number) => {
          await stage.become('operator', world.platform.operator);
          await stage.query(
            `select tenancy.propose_change('${change}', 'plan', 'free', '{}', '{}', ${basedOn}, '{"weight": 2}', 'a reason',
               now() + interval '1 hour', now() + interval '2 hours', null, now())`,
          );
        };
        const passes = async (after: string) => {
          await stage.become('worker');
          await stage.query(run(after));
          return given();
        };
        const saidForGood = async (version: number, weight: number) => {
          await stage.becomeRoot();
          await stage.query(
            `insert into plan_version select plan, ${version}, manifest || '{"weight": ${weight}}', 'a reason', null, now()
             from plan_version where plan = 'free' and version = 1`,
          );
        };
        await forATime(CHANGE, 1);
        const seen = [
          await passes('59 minutes'),
          await passes('61 minutes'),
          await passes('121 minutes'),
        ];
        await forATime(LATER, 3);
        await saidForGood(4, 2);
        await stage.become('operator', world.platform.operator);
        await stage.query(steer('undo', CHANGE));
        seen.push(await given(), await passes('121 minutes'));
        await saidForGood(5, 1);
        await forATime(id(803), 5);
        seen.push(await passes('61 minutes'));
        await saidForGood(7, 4);
        seen.push(await passes('121 minutes'));
        return unless(
          seen.join() === '1 0,2 1,1 2,2 2,2 3,2 4,4 5',
          `the plan gave ${seen.join()}`,
        );
      }),
  },
  {
    name: 'changes for a time lie within one another or apart, and end from within',
    run: (stage, world) =>
      stage.attempt(async () => {
        await onFree(stage);
        const { operator } = world.platform;
        const hours = (count: number) => `now() + interval '${count} hours'`;
        const tried = (patch: object, times: { starts?: string; ends?: string }, basedOn = 2) =>
          stage.as('operator', operator, propose(patch, { change: id(803), basedOn, ...times }));
        const problems: string[] = [];
        await stage.become('operator', operator);
        await stage.query(propose({ requestsPerMinute: 30 }, { ends: hours(4) }));
        const apart = { requestsPerMinute: 40 };
        const [after, longer, other] = [
          await tried(apart, { starts: hours(4) }),
          await tried(apart, { ends: hours(5) }),
          await tried({ weight: 2 }, { ends: hours(5) }),
        ];
        problems.push(
          ...unless(after.refused === IN_USE, 'what can never begin was scheduled'),
          ...unless(longer.refused === IN_USE, 'what would bring back what is over was proposed'),
          ...unless(other.refused === undefined, 'another part was refused'),
        );
        await stage.become('operator', operator);
        const within = { change: LATER, basedOn: 2, starts: hours(1), ends: hours(4) };
        await stage.query(propose(apart, within));
        const crossing = await tried(apart, { ends: hours(2) });
        problems.push(...unless(crossing.refused === IN_USE, 'two that overlap were proposed'));
        await stage.become('worker');
        await stage.query(run('61 minutes'));
        await stage.query(run('5 hours'));
        const ended = await standing(stage);
        return [...problems, ...unless(ended === '10/5 10/1', `what was there gave ${ended}`)];
      }),
  },
  {
    name: 'what is proposed is read by operators and auditors, in their own contexts',
    run: async (stage, world) => {
      const problems: string[] = [];
      const { operator, auditor } = world.platform;
      for (const table of ['policy_change_target', 'tenant_group_member', 'policy_bounds']) {
        const sql = `select from ${table}`;
        const foreign = [
          await stage.as('operator', world.ours.owner, sql),
          await stage.as('auditor', world.ours.owner, sql),
          await stage.as('app', world.ours.owner, sql),
        ];
        const own = [
          await stage.as('operator', operator, sql),
          await stage.as('auditor', auditor, sql),
        ];
        problems.push(
          ...unless(
            foreign.every(({ count }) => count === 0),
            `${table} was shown to others`,
          ),
          ...unless(
            own.every(({ count }) => count > 0),
            `${table} was hidden from its readers`,
          ),
        );
      }
      const group = (by: string) =>
        `insert into tenant_group (id, name, created_by, created_at) values ('${id(806)}', 'a group', '${by}', now())`;
      const wrong = await stage.as('operator', operator, group(PEOPLE.auditor));
      const right = await stage.as('operator', operator, group(PEOPLE.operator));
      return [
        ...problems,
        ...unless(wrong.refused === DENIED, 'a group was made in another name'),
        ...unless(right.count === 1, 'an operator could make no group'),
      ];
    },
  },
];
