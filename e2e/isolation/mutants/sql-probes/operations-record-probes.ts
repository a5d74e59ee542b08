import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, stopped, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const { ours, theirs } = TENANTS;
const DOCUMENT = id(661);
const INCIDENT = id(662);

const opens = (tenant: string, document: string) =>
  `insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, outcome, detail)
   values ('${tenant}', gen_random_uuid(), now(), 'user', '${PEOPLE.owner}', 'document.open', 'document', '${document}', 'ok', '{}')`;
const tells = (by: string) =>
  `insert into incident_notice (tenant_id, id, incident_id, at, title, text, sent_by)
   values ('${theirs}', '${id(663)}', '${INCIDENT}', now(), 'Slow', 'It was slow.', '${by}')`;
const notes = (by: string) =>
  `insert into incident_entry (incident_id, id, at, kind, text, by_id)
   values ('${INCIDENT}', '${id(664)}', now(), 'note', 'A note', '${by}')`;
const sets = (by: string) =>
  `insert into feature_flag (name, percent, killed, changed_at, changed_by, reason)
   values ('a_flag', 50, false, now(), '${by}', 'enough')`;
const excepts = (by: string) =>
  `insert into feature_flag_tenant (tenant_id, name, on_for, changed_at, changed_by, reason)
   values ('${theirs}', 'a_flag', true, now(), '${by}', 'enough')`;
const beat = `select from tenancy.beat('${id(665)}', '{web}', '1', 'v20', now(), false, '{}')`;

async function incident(stage: SqlStage): Promise<void> {
  await stage.becomeRoot();
  await stage.query(
    `insert into incident (id, title, severity, opened_at, opened_by) values ($1, 'Slow', 'minor', now(), $2)`,
    [INCIDENT, PEOPLE.operator],
  );
}

/** Who saw documents, what was told of incidents, whom features are on for, which processes there are. */
export const OPERATIONS_RECORD_PROBES: readonly SqlProbe[] = [
  {
    name: 'who saw a document is written with the entry, of its tenant, and read by its owner and admins',
    run: (stage, world) =>
      stage.attempt(async () => {
        await stage.become('app', world.ours.member);
        await stage.query(opens(ours, DOCUMENT));
        await stage.becomeRoot();
        const written = await stage.query(
          'select tenant_id from document_sight where document_id = $1',
          [DOCUMENT],
        );
        const read = `select from document_sight where document_id = '${DOCUMENT}'`;
        const owner = await stage.as('app', world.ours.owner, read);
        const member = await stage.as('app', world.ours.member, read);
        const key = await stage.as('app', world.keys.reader, read);
        const operator = await stage.as('operator', world.platform.operator, read);
        const posing = await stage.as('operator', world.posing.operator, read);
        const put = await stage.as(
          'app',
          world.ours.owner,
          `insert into document_sight values ('${ours}', '${DOCUMENT}', now(), '${id(666)}')`,
        );
        const gone = await stage.as('app', world.ours.owner, 'delete from document_sight');
        return [
          ...unless(
            written.rows.length === 1 && written.rows[0]?.tenant_id === ours,
            'an opened document is not noted, or of another tenant',
          ),
          ...unless(owner.count === 1, 'the owner does not see who saw it'),
          ...unless(member.count + key.count === 0, 'a member or a key sees who saw it'),
          ...unless(operator.count === 1, 'an operator does not see it'),
          ...unless(posing.count === 0, 'whoever has the operators’ login sees it'),
          ...unless(put.refused === DENIED && gone.refused === DENIED, 'a tenant changes it'),
        ];
      }),
  },
  {
    name: 'incidents are written by operators in their own name, and a tenant reads its own notices',
    run: (stage, world) =>
      stage.attempt(async () => {
        await incident(stage);
        const { operator, auditor } = world.platform;
        const problems: string[] = [];
        for (const write of [tells, notes])
          for (const [token, by] of [
            [auditor, PEOPLE.auditor],
            [world.posing.operator, PEOPLE.owner],
            [operator, PEOPLE.halfOperator],
          ] as const)
            problems.push(
              ...unless(stopped(await stage.as('operator', token, write(by))), write(by)),
            );
        for (const sql of [
          "update incident_entry set text = 'another'",
          "update incident_notice set text = 'another'",
          'delete from incident_entry',
          'delete from incident_notice',
          'delete from incident',
          `update incident set closed_at = now(), closed_by = '${PEOPLE.halfOperator}'`,
        ])
          problems.push(...unless(stopped(await stage.as('operator', operator, sql)), sql));
        for (const table of ['incident', 'incident_entry'])
          problems.push(
            ...unless(
              (await stage.as('app', world.ours.owner, `select from ${table}`)).refused === DENIED,
              `a tenant reads ${table}`,
            ),
          );
        const told = await stage.as('operator', operator, tells(PEOPLE.operator));
        const noted = await stage.as('operator', operator, notes(PEOPLE.operator));
        const own = await stage.as(
          'app',
          world.ours.owner,
          'select tenant_id, text from incident_notice',
        );
        const member = await stage.as('app', world.ours.member, 'select text from incident_notice');
        const who = await stage.as('app', world.ours.owner, 'select sent_by from incident_notice');
        await stage.become('operator', operator);
        await stage.query(tells(PEOPLE.operator));
        await stage.becomeRoot();
        const events = await stage.query(
          "select tenant_id from tenant_event where kind = 'incident.notice'",
        );
        return [
          ...problems,
          ...unless(told.count + noted.count === 2, `an operator writes nothing (${told.refused})`),
          ...unless(
            own.count > 0 && own.rows.every((row) => row.tenant_id === ours),
            'an owner reads nothing, or what others were told',
          ),
          ...unless(member.count === 0, 'a member reads what owners are told'),
          ...unless(who.refused === DENIED, 'a tenant sees who of the platform told it'),
          ...unless(
            events.rows.length === 1 && events.rows[0]?.tenant_id === theirs,
            'a notice is not told, or to another',
          ),
        ];
      }),
  },
  {
    name: 'features are set by operators in their own name, with a history, and obeyed by tenants',
    run: (stage, world) =>
      stage.attempt(async () => {
        const { operator, auditor } = world.platform;
        const problems: string[] = [];
        for (const write of [sets, excepts])
          for (const [token, by] of [
            [auditor, PEOPLE.auditor],
            [world.posing.operator, PEOPLE.owner],
            [operator, PEOPLE.halfOperator],
          ] as const)
            problems.push(
              ...unless(stopped(await stage.as('operator', token, write(by))), write(by)),
            );
        await stage.become('operator', operator);
        await stage.query(sets(PEOPLE.operator));
        await stage.query(excepts(PEOPLE.operator));
        await stage.query(`delete from feature_flag_tenant where tenant_id = '${theirs}'`);
        await stage.becomeRoot();
        const history = await stage.query(
          "select subject_tenant, content from feature_flag_change where name = 'a_flag' order by id",
        );
        const flags = await stage.as('app', world.ours.member, 'select name from feature_flag');
        const nobody = await stage.as('app', '', 'select name from feature_flag');
        const why = await stage.as('app', world.ours.owner, 'select reason from feature_flag');
        const put = await stage.as('app', world.ours.owner, excepts(PEOPLE.owner));
        return [
          ...problems,
          ...unless(
            history.rows.length === 3 && history.rows[2]?.content === null,
            'a change of a flag is not kept',
          ),
          ...unless(flags.count > 0 && nobody.count === 0, 'flags are seen by nobody or by all'),
          ...unless(why.refused === DENIED, 'a tenant sees why a flag was set'),
          ...unless(put.refused === DENIED, 'a tenant makes an exception'),
        ];
      }),
  },
  {
    name: 'instances tell of themselves, and operators and auditors alone see them and the queues',
    run: (stage, world) =>
      stage.attempt(async () => {
        const app = await stage.as('app', world.ours.owner, beat);
        const worker = await stage.as('worker', '', beat);
        const depths = 'select queue from tenancy.queue_depths()';
        const problems: string[] = [];
        for (const [login, token] of [
          ['app', world.ours.owner],
          ['worker', ''],
          ['finance', world.platform.finance],
          ['operator', world.posing.operator],
        ] as const)
          problems.push(
            ...unless(
              (await stage.as(login, token, depths)).refused === DENIED,
              `${login} sees queues`,
            ),
          );
        const operator = await stage.as('operator', world.platform.operator, depths);
        const auditor = await stage.as('auditor', world.platform.auditor, depths);
        const instances = await stage.as('app', world.worker, 'select from platform_instance');
        return [
          ...problems,
          ...unless(app.refused === DENIED, 'a tenant pretends to be an instance'),
          ...unless(worker.refused === undefined, `an instance cannot tell (${worker.refused})`),
          ...unless(operator.count > 0 && auditor.count > 0, 'nobody sees the queues'),
          ...unless(instances.refused === DENIED, 'a tenant sees the instances'),
        ];
      }),
  },
  {
    name: 'notices and flags are planted at canaries alone',
    run: (stage, world) =>
      stage.attempt(async () => {
        const problems: string[] = [];
        for (const call of [
          `select tenancy.plant_incident_notice('${id(667)}', now()) as planted`,
          'select tenancy.plant_flag(now()) as planted',
        ]) {
          const { refused } = await stage.as('app', world.ours.owner, call);
          problems.push(...unless(refused === DENIED, `planted at a customer: ${call}`));
        }
        return problems;
      }),
  },
];
