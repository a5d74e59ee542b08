import { KEYS, secretOf } from '../sql-keys';
import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, stopped, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const { ours, theirs } = TENANTS;
const HELD = id(651);

const begin = (by: string, given: { metric?: string; ended?: boolean } = {}) =>
  `insert into containment (tenant_id, id, rule_id, rule_name, metric, value, threshold, actions, since, until, started_by,
     reason) values ('${theirs}', '${HELD}', '${HELD}', 'x', '${given.metric ?? 'by_hand'}', 0, 0, '[{"kind": "drain"}]', now(),
     now() + interval '1 hour', '${by}', 'enough')`;
const off = (by: string) =>
  `insert into platform_switch (id, kind, name, since, until, started_by, reason)
   values ('${id(652)}', 'model', 'm', now(), now() + interval '1 hour', '${by}', 'enough')`;
const on = (by: string) =>
  `update platform_switch set ended_at = now(), ended_by = '${by}', end_reason = 'enough'`;

/** Puts our reader, and nobody else, into quarantine until then. */
async function quarantine(stage: SqlStage, key: string, until: string): Promise<void> {
  await stage.becomeRoot();
  await stage.query('delete from containment');
  await stage.query(
    `insert into containment (tenant_id, id, rule_id, rule_name, metric, value, threshold, actions, since, until, started_by,
       reason) values ($1, $2, $2, 'x', 'by_hand', 0, 0, $3, now() - interval '2 hours', ${until}, $4, 'enough')`,
    [ours, HELD, JSON.stringify([{ kind: 'quarantine', keyId: key }]), PEOPLE.operator],
  );
}

async function switchedOff(stage: SqlStage): Promise<void> {
  await stage.becomeRoot();
  await stage.query(off(PEOPLE.operator));
}

const mint = (key: string, secret: string) => ({
  sql: 'select refused, context from tenancy.mint_key($1, $2, null)',
  params: [key, secretOf(secret)],
});
const WORK = 'select place from tenancy.ended_work($1, array[null::uuid], array[null::uuid], $2)';
const CHANGED = `select place from tenancy.changed_keys($1, $2,
  array[(select max(version) from policy_version where tenant_id = ($1::uuid[])[1])])`;

export const HAND_CONTAINMENT_PROBES: readonly SqlProbe[] = [
  {
    name: 'a key in quarantine is worth nothing, while it lasts, and no other key is touched',
    run: (stage, world) =>
      stage.attempt(async () => {
        const problems: string[] = [];
        const asks = async (name: 'reader' | 'caller') => {
          const { sql, params } = mint(KEYS[name], name);
          const minted = await stage.as('app', '', sql, params);
          const seen = await stage.as(
            'app',
            world.keys[name],
            'select tenancy.current_tenant() as t',
          );
          await stage.becomeRoot();
          const ended = await stage.query(WORK, [[ours], [KEYS[name]]]);
          const changed = await stage.query(CHANGED, [[ours], [KEYS[name]]]);
          return [
            minted.rows[0]?.context !== null,
            seen.rows[0]?.t === ours,
            ended.count === 0,
            changed.count === 0,
          ];
        };
        await quarantine(stage, KEYS.reader, "now() + interval '1 hour'");
        const held = await asks('reader');
        problems.push(...unless(!held.some(Boolean), `a key works in quarantine (${held})`));
        const other = await asks('caller');
        problems.push(...unless(other.every(Boolean), `another key is held (${other})`));
        await quarantine(stage, KEYS.reader, "now() - interval '1 hour'");
        const over = await asks('reader');
        problems.push(...unless(over.every(Boolean), `a quarantine outlasts its time (${over})`));
        return problems;
      }),
  },
  {
    name: 'background work is charged by the weight that a tenant’s own containments leave, while they last',
    run: (stage) =>
      stage.attempt(async () => {
        await stage.becomeRoot();
        const charged = async (tenant: string) => {
          const turn = "select charged from tenancy.charge_work('job', $1, 64, 0)";
          return Number((await stage.query(turn, [tenant])).rows[0]?.charged);
        };
        const lower = async (until: string) => {
          await stage.query('delete from containment');
          await stage.query(
            `insert into containment (tenant_id, id, rule_id, rule_name, metric, value, threshold, actions, since, until)
             values ($1, $2, $2, 'x', 'error_share', 1, 1, '[{"kind": "weight", "percent": 25}]',
               now() - interval '2 hours', ${until})`,
            [ours, HELD],
          );
        };
        await stage.query('delete from containment');
        const [own, other] = [await charged(ours), await charged(theirs)];
        await lower("now() + interval '1 hour'");
        const held = [await charged(ours), await charged(theirs)];
        await lower("now() - interval '1 hour'");
        const over = await charged(ours);
        return [
          ...unless(held[0] === own * 4, `a turn of ${own} is charged with ${held[0]}`),
          ...unless(held[1] === other, 'another tenant’s turn is charged by it'),
          ...unless(over === own, 'a lower weight outlasts its time'),
        ];
      }),
  },
  {
    name: 'a tenant is contained by hand by operators in their own name',
    run: async (stage, world) => {
      const { operator, auditor } = world.platform;
      const problems: string[] = [];
      const attempts: [string, string][] = [
        [auditor, begin(PEOPLE.auditor)],
        ['', begin(PEOPLE.operator)],
        [world.posing.operator, begin(PEOPLE.owner)],
        [operator, begin(PEOPLE.halfOperator)],
        [operator, begin(PEOPLE.operator, { metric: 'refused' })],
      ];
      for (const [token, sql] of attempts)
        problems.push(...unless(stopped(await stage.as('operator', token, sql)), sql));
      const own = await stage.as('app', world.ours.owner, begin(PEOPLE.owner));
      const good = await stage.as('operator', operator, begin(PEOPLE.operator));
      return [
        ...problems,
        ...unless(own.refused === DENIED, 'a tenant contains'),
        ...unless(good.count === 1, `an operator contains nobody (${good.refused})`),
      ];
    },
  },
  {
    name: 'what is off for all is switched by operators in their own name, and obeyed by tenants without its reason',
    run: (stage, world) =>
      stage.attempt(async () => {
        const { operator, auditor } = world.platform;
        const problems: string[] = [];
        for (const [token, sql] of [
          [auditor, off(PEOPLE.auditor)],
          [world.posing.operator, off(PEOPLE.owner)],
          [operator, off(PEOPLE.halfOperator)],
        ] as const)
          problems.push(...unless(stopped(await stage.as('operator', token, sql)), sql));
        const good = await stage.as('operator', operator, off(PEOPLE.operator));
        await switchedOff(stage);
        for (const [token, sql] of [
          [auditor, on(PEOPLE.auditor)],
          [world.posing.operator, on(PEOPLE.owner)],
          [operator, on(PEOPLE.halfOperator)],
          [operator, `${on(PEOPLE.operator)}, until = now()`],
        ] as const)
          problems.push(...unless(stopped(await stage.as('operator', token, sql)), sql));
        const obeyed = await stage.as('app', world.ours.member, 'select name from platform_switch');
        const nobody = await stage.as('app', '', 'select name from platform_switch');
        const reason = await stage.as(
          'app',
          world.ours.owner,
          'select reason from platform_switch',
        );
        const put = await stage.as('app', world.ours.owner, off(PEOPLE.owner));
        const ended = await stage.as('operator', operator, on(PEOPLE.operator));
        return [
          ...problems,
          ...unless(good.count === 1, `an operator switches nothing off (${good.refused})`),
          ...unless(ended.count === 1, `an operator switches nothing on (${ended.refused})`),
          ...unless(obeyed.count === 1, 'a tenant does not see what is off'),
          ...unless(nobody.count === 0, 'the app sees it without a context'),
          ...unless(reason.refused === DENIED, 'a tenant sees why something is off'),
          ...unless(put.refused === DENIED, 'a tenant switches something off'),
        ];
      }),
  },
  {
    name: 'what rules were is kept by the database, and is no tenant’s to read',
    run: (stage, world) =>
      stage.attempt(async () => {
        const { operator } = world.platform;
        const read = 'select from containment_rule_version';
        const app = await stage.as('app', world.worker, read);
        const posing = await stage.as('operator', world.posing.operator, read);
        const put = await stage.as(
          'operator',
          operator,
          `insert into containment_rule_version (rule_id, version, content, edited_at, reason)
           select id, 99, '{}', now(), 'x' from containment_rule`,
        );
        await stage.become('operator', operator);
        const before = await stage.query(read);
        await stage.query(
          `update containment_rule set minutes = minutes + 1, edited_by = '${PEOPLE.operator}'`,
        );
        const after = await stage.query(read);
        return [
          ...unless(app.refused === DENIED, 'the app reads what rules were'),
          ...unless(posing.count === 0, 'it is shown to whoever has the operators’ login'),
          ...unless(put.refused === DENIED, 'an operator writes the history'),
          ...unless(after.count > before.count, 'a change of a rule is not kept'),
        ];
      }),
  },
];
