import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, stopped, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const { ours, theirs, paused } = TENANTS;
/** Shipped: most answers fail, for a quarter of an hour. */
const RULE = '0c0a1700-0000-4000-8000-000000000001';
const OTHER_RULE = '0c0a1700-0000-4000-8000-000000000002';
const AT = "'2026-11-01T12:00:00Z'::timestamptz";
const PAUSE = '[{"kind": "pause"}]';

const start = (rule = RULE, containment = id(601)) =>
  `select tenancy.start_containment('${containment}', gen_random_uuid(), '${rule}', 0.7, ${AT}) as begun`;
const plant = `select tenancy.plant_containment('${id(602)}', ${AT}) as planted`;
// Without a WHERE, so that no policy for reading helps the one for writing.
const editRule = (by: string) => `update containment_rule set enabled = false, edited_by = '${by}'`;
const end = (by: string) =>
  `update containment set ended_at = now(), ended_by = '${by}', end_reason = 'enough'`;

/** Where the rows of the stage's own would stand in the way. */
async function emptied(stage: SqlStage): Promise<void> {
  await stage.becomeRoot();
  await stage.query('delete from containment');
}

async function stateOf(stage: SqlStage, tenant: string): Promise<unknown> {
  await stage.becomeRoot();
  const { rows } = await stage.query('select state from tenant where id = $1', [tenant]);
  return rows[0]?.state;
}

export const CONTAINMENT_PROBES: readonly SqlProbe[] = [
  {
    name: 'a rule is put in force by the worker alone, for its own tenant, once, as the rule says',
    run: (stage, world) =>
      stage.attempt(async () => {
        await emptied(stage);
        const problems: string[] = [];
        for (const token of [
          '',
          world.ours.owner,
          world.ours.admin,
          world.keys.writer,
          world.platform.operator,
        ]) {
          const { refused } = await stage.as('app', token, start());
          problems.push(...unless(refused === DENIED, 'somebody else contained a tenant'));
        }
        await stage.become('app', world.worker);
        const first = await stage.query(start());
        const again = await stage.query(start(RULE, id(603)));
        const nothing = await stage.query(start(id(699), id(604)));
        await stage.becomeRoot();
        const { rows } = await stage.query(
          `select c.tenant_id, c.rule_id, c.actions = r.actions and c.threshold = r.threshold as as_ruled,
             extract(epoch from c.until - c.since) / 60 = r.minutes as so_long, c.ended_at
           from containment c join containment_rule r on r.id = c.rule_id`,
        );
        const audited = await stage.query(
          `select tenant_id, actor_kind from audit_entry where action = 'containment.start'`,
        );
        const [row] = rows;
        return [
          ...problems,
          ...unless(first.rows[0]?.begun === true, `nothing began (${first.refused})`),
          ...unless(again.rows[0]?.begun === false, 'it began twice'),
          ...unless(nothing.rows[0]?.begun === false, 'a rule that is not there began'),
          ...unless(rows.length === 1 && row?.tenant_id === ours, 'another tenant is contained'),
          ...unless(
            Boolean(row?.as_ruled && row.so_long) && !row?.ended_at,
            'not as the rule says',
          ),
          ...unless(
            audited.count === 1 && audited.rows[0]?.tenant_id === ours,
            'it was not audited once, in its own log',
          ),
        ];
      }),
  },
  {
    name: 'no rule that is off begins, and none for a canary',
    run: async (stage, world) => {
      const begun = (prepare: string) =>
        stage.attempt(async () => {
          await emptied(stage);
          await stage.query(prepare);
          await stage.become('app', world.worker);
          return (await stage.query(start())).rows[0]?.begun;
        });
      return [
        ...unless(
          (await begun(`update containment_rule set enabled = false where id = '${RULE}'`)) ===
            false,
          'a rule that is off began',
        ),
        ...unless(
          (await begun(`update tenant set canary = true where id = '${ours}'`)) === false,
          'a canary was contained',
        ),
      ];
    },
  },
  {
    name: 'a rule that pauses, pauses its tenant alone',
    run: (stage, world) =>
      stage.attempt(async () => {
        await emptied(stage);
        await stage.query(`update containment_rule set actions = '${PAUSE}' where id = '${RULE}'`);
        await stage.become('app', world.worker);
        await stage.query(start());
        return [
          ...unless((await stateOf(stage, ours)) === 'suspended', 'it does not pause'),
          ...unless((await stateOf(stage, theirs)) === 'active', 'another tenant was paused'),
        ];
      }),
  },
  {
    name: 'the worker ends what is over and nothing else, and resumes whom nothing else pauses',
    run: (stage, world) =>
      stage.attempt(async () => {
        await emptied(stage);
        const call = `select tenancy.end_containments(${AT}) as ended`;
        const refusals = [
          await stage.as('app', world.worker, call),
          await stage.as('app', world.ours.owner, call),
          await stage.as('operator', world.platform.operator, call),
        ];
        const add = (tenant: string, rule: string, over: boolean, actions = PAUSE) =>
          stage.query(
            `insert into containment (tenant_id, id, rule_id, rule_name, metric, value, threshold, actions, since, until)
             values ($1, gen_random_uuid(), $2, 'x', 'refused', 1, 1, $3, ${AT} - interval '1 hour',
               ${AT} + ${over ? "interval '-1 minute'" : "interval '1 minute'"})`,
            [tenant, rule, actions],
          );
        await stage.query('update tenant set state = $2 where id = any ($1)', [
          [ours, theirs],
          'suspended',
        ]);
        await add(theirs, RULE, true);
        // Another pause holds on.
        await add(ours, RULE, true);
        await add(ours, OTHER_RULE, false);
        // Suspended by an operator, and contained by something that does not pause.
        await add(paused, RULE, true, '[{"kind": "weight", "percent": 25}]');
        await stage.become('worker');
        const { rows } = await stage.query(call);
        await stage.becomeRoot();
        const left = await stage.query(
          'select tenant_id, rule_id from containment where ended_at is null',
        );
        const audited = await stage.query(
          `select array_agg(tenant_id order by tenant_id)::text as of from audit_entry where action = 'containment.end'`,
        );
        return [
          ...refusals.flatMap(({ refused }) =>
            unless(refused === DENIED, 'somebody else ended containments'),
          ),
          ...unless(rows[0]?.ended === 3, `${rows[0]?.ended} were ended`),
          ...unless(
            left.count === 1 && left.rows[0]?.rule_id === OTHER_RULE,
            'what is not over was ended',
          ),
          ...unless((await stateOf(stage, theirs)) === 'active', 'a pause that is over goes on'),
          ...unless((await stateOf(stage, ours)) === 'suspended', 'a pause that holds was lifted'),
          ...unless(
            (await stateOf(stage, paused)) === 'suspended',
            'what an operator paused was resumed',
          ),
          ...unless(
            audited.rows[0]?.of === `{${[ours, theirs, paused].sort().join()}}`,
            'an end is not in its tenant’s log',
          ),
        ];
      }),
  },
  {
    name: 'a containment is ended by operators in their own name, and is otherwise as it was',
    run: async (stage, world) => {
      const { operator, auditor } = world.platform;
      const attempts: [string, string][] = [
        [auditor, end(PEOPLE.auditor)],
        ['', end(PEOPLE.operator)],
        [world.posing.operator, end(PEOPLE.owner)],
        [operator, end(PEOPLE.halfOperator)],
        [operator, `${end(PEOPLE.operator)}, actions = '[]'`],
        [operator, `${end(PEOPLE.operator)}, until = now()`],
        [operator, `update containment set tenant_id = '${theirs}'`],
        [operator, 'delete from containment'],
      ];
      const problems: string[] = [];
      for (const [token, sql] of attempts)
        problems.push(...unless(stopped(await stage.as('operator', token, sql)), sql));
      for (const token of [world.ours.owner, world.worker])
        problems.push(
          ...unless(
            (await stage.as('app', token, end(PEOPLE.owner))).refused === DENIED,
            'a tenant ended what contains it',
          ),
        );
      const good = await stage.as('operator', operator, end(PEOPLE.operator));
      const ended = await stage.attempt(async () => {
        await stage.becomeRoot();
        await stage.query('update containment set ended_at = now()');
        await stage.become('operator', operator);
        return stage.query(end(PEOPLE.operator));
      });
      return [
        ...problems,
        ...unless(good.count > 0, `an operator ended nothing (${good.refused})`),
        ...unless(stopped(ended), 'what had ended was ended again'),
      ];
    },
  },
  {
    name: 'rules are edited by operators in their own name, and are no tenant’s to read',
    run: async (stage, world) => {
      const { operator, auditor } = world.platform;
      const attempts: [string, string][] = [
        [auditor, editRule(PEOPLE.auditor)],
        [operator, editRule(PEOPLE.halfOperator)],
        [world.posing.operator, editRule(PEOPLE.owner)],
        [
          operator,
          `update containment_rule set metric = 'refused', edited_by = '${PEOPLE.operator}'`,
        ],
        [operator, 'delete from containment_rule'],
      ];
      const problems: string[] = [];
      for (const [token, sql] of attempts)
        problems.push(...unless(stopped(await stage.as('operator', token, sql)), sql));
      const read = 'select from containment_rule';
      for (const token of ['', world.ours.owner, world.keys.reader]) {
        const { count } = await stage.as('app', token, read);
        problems.push(...unless(count === 0, 'a tenant reads the rules'));
      }
      for (const login of ['operator', 'auditor'] as const) {
        const { count } = await stage.as(login, world.ours.owner, read);
        problems.push(...unless(count === 0, `${login} reads rules under another’s context`));
      }
      const watched = await stage.as('app', world.worker, read);
      const good = await stage.as('operator', operator, editRule(PEOPLE.operator));
      return [
        ...problems,
        ...unless(watched.count > 0, 'the worker sees no rule'),
        ...unless(good.count > 0, `an operator edits nothing (${good.refused})`),
      ];
    },
  },
  {
    name: 'a tenant sees what binds it, and not the operators’ figures',
    run: async (stage, world) => {
      const own = await stage.as('app', world.ours.owner, 'select id, actions from containment');
      const figures = await stage.as('app', world.ours.owner, 'select value from containment');
      const reason = await stage.as('app', world.ours.owner, 'select end_reason from containment');
      const foreign = await stage.as('operator', world.ours.owner, 'select from containment');
      return [
        ...unless(own.count > 0, 'a tenant sees nothing of its own'),
        ...unless(figures.refused === DENIED, 'a tenant sees figures'),
        ...unless(reason.refused === DENIED, 'a tenant sees an operator’s reason'),
        ...unless(foreign.count === 0, 'the operators’ login shows containments to a tenant'),
      ];
    },
  },
  {
    name: 'something to look for is planted at canaries alone, once, and is over at once',
    run: (stage, world) =>
      stage.attempt(async () => {
        await emptied(stage);
        const refused = await stage.as('app', world.ours.owner, plant);
        await stage.query(`update tenant set canary = true where id = '${ours}'`);
        await stage.become('app', world.ours.owner);
        const first = await stage.query(plant);
        const again = await stage.query(plant);
        await stage.becomeRoot();
        const { rows } = await stage.query(
          'select tenant_id, ended_at is not null as over from containment',
        );
        return [
          ...unless(refused.refused === DENIED, 'something was planted at a customer'),
          ...unless(first.rows[0]?.planted === true, `nothing was planted (${first.refused})`),
          ...unless(again.rows[0]?.planted === false, 'it was planted twice'),
          ...unless(
            rows.length === 1 && rows[0]?.tenant_id === ours && rows[0].over === true,
            'it holds, or holds another',
          ),
        ];
      }),
  },
];
