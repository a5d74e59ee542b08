import { ownerTag } from '@/lib/platform-health/owner-tag';
import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';

const { ours, theirs } = TENANTS;

const wrote = (entry: number, at: string) =>
  `insert into platform_audit (id, at, actor_id, actor_role, action, reason, detail) values
     ('${id(entry)}', '${at}', '${PEOPLE.operator}', 'operator', 'x.y', 'a reason', '{}')`;

/** What instances know beside what is in force, and who is told of what waits. */
export const INSTANCE_PROBES: readonly SqlProbe[] = [
  {
    name: 'instances that are behind are seen by operators and auditors, told again and written down, each of its tenant',
    run: (stage, world) =>
      stage.attempt(async () => {
        const behind = 'select tenant_id, part, knows, in_force from tenancy.instances_behind()';
        const announce = 'select tenancy.announce_behind(clock_timestamp()) as told';
        await stage.becomeRoot();
        await stage.query(
          `insert into policy_version (tenant_id, version, manifest, reason, author_id, created_at, recorded_at)
           select tenant_id, 7, manifest, reason, author_id, created_at, now() - interval '1 minute' from policy_version
           where tenant_id = '${ours}' and version = 1`,
        );
        const knows = (tenant: string) =>
          JSON.stringify({ known: [{ owner: ownerTag(tenant), policy: 1, contained: null }] });
        await stage.query(
          `insert into platform_instance (id, roles, version, node, started_at, seen_at, facts) values
             ('${id(665)}', '{web}', '1', 'v20', now(), clock_timestamp(), '${knows(ours)}'),
             ('${id(666)}', '{web}', '1', 'v20', now(), clock_timestamp(), '${knows(theirs)}')`,
        );
        const problems: string[] = [];
        for (const [login, token] of [
          ['app', world.ours.owner],
          ['worker', ''],
          ['finance', world.platform.finance],
          ['operator', world.posing.operator],
        ] as const)
          problems.push(
            ...unless(
              (await stage.as(login, token, behind)).refused === DENIED,
              `${login} sees what instances know`,
            ),
          );
        const seen = await stage.as('operator', world.platform.operator, behind);
        const audited = await stage.as('auditor', world.platform.auditor, behind);
        const app = await stage.as('app', world.ours.owner, announce);
        await stage.become('worker', '');
        const told = await stage.query(announce);
        const again = await stage.query(announce);
        await stage.becomeRoot();
        const rows = await stage.query(
          `select subject_tenant from platform_audit where action = 'policy.announce' and actor_role = 'system'`,
        );
        return [
          ...problems,
          ...unless(
            JSON.stringify(seen.rows) ===
              JSON.stringify([{ tenant_id: ours, part: 'policy', knows: '1', in_force: '7' }]),
            `not what is behind is seen (${seen.refused ?? JSON.stringify(seen.rows)})`,
          ),
          ...unless(audited.count === 1, 'auditors do not see what is behind'),
          ...unless(app.refused === DENIED, 'a tenant has instances ask again'),
          ...unless(told.rows[0]?.told === 1, `nobody was told (${told.refused})`),
          ...unless(again.rows[0]?.told === 0, 'they are told without end'),
          ...unless(
            rows.rows.length === 1 && rows.rows[0]?.subject_tenant === ours,
            'what was told is not written down',
          ),
        ];
      }),
  },
  {
    name: 'alerts, and changes that wait for a second operator, are told of their own tenant alone, and once for many',
    run: (stage) =>
      stage.attempt(async () => {
        await stage.becomeRoot();
        await stage.query('delete from notice_delivery; delete from notice');
        const alert = (tenant: string, place: string) =>
          stage.query(
            `insert into security_alert (id, at, kind, place, subject_tenant, principal_id)
             values (gen_random_uuid(), now(), 'books_differ', $2, $1, $1)`,
            [tenant, place],
          );
        await alert(ours, 'a place');
        await alert(theirs, 'a place');
        await alert(theirs, 'another place');
        const change = (change: string, state: string, beyond: string) =>
          stage.query(
            `insert into policy_change (id, kind, patch, reason, proposed_by, proposed_at, stages, beyond, state)
             values ($1, 'tenants', '{"weight": 2}', 'a reason', $2, now(), 1, $4::text[], $3)`,
            [change, PEOPLE.operator, state, beyond],
          );
        await stage.query(
          `insert into policy_change_target (tenant_id, change_id, stage, expects, state, at)
           values ($1, $2, 1, '{}', 'waiting', now())`,
          [ours, id(667)],
        );
        await change(id(667), 'waiting', '{weight}');
        await change(id(668), 'ready', '{}');
        const { rows } = await stage.query(
          `select n.kind, n.subject_tenant, coalesce(n.payload ->> 'place', n.payload ->> 'change') as what,
             n.payload ?| array['reason', 'patch', 'principal'] as more
           from notice n order by n.kind, what`,
        );
        const told = rows.map((row) =>
          [row.kind, row.subject_tenant, row.what, row.more].join(' '),
        );
        return unless(
          told.join() ===
            [
              `policy_waiting ${ours} ${id(667)} false`,
              `security_alert ${ours} a place false`,
              `security_alert ${theirs} another place false`,
            ].join(),
          `told: ${told.join()}`,
        );
      }),
  },
  {
    name: 'audit entries without a place are a queue, with the time of the first',
    run: (stage, world) =>
      stage.attempt(async () => {
        await stage.becomeRoot();
        await stage.query('alter table audit_leaf disable trigger user');
        await stage.query(wrote(670, '2018-05-06T07:08:09.123Z'));
        await stage.query(
          'update audit_leaf l set place = (select coalesce(max(x.place), 0) from audit_leaf x) + l.ordinal where place is null',
        );
        await stage.query(wrote(669, '2019-05-06T07:08:09.123Z'));
        const { rows } = await stage.as(
          'operator',
          world.platform.operator,
          `select waiting::int, oldest = '2019-05-06T07:08:09.123Z' as of_then from tenancy.queue_depths() where queue = 'audit'`,
        );
        return unless(
          rows[0]?.waiting === 1 && rows[0].of_then === true,
          `the queue of the audit logs: ${JSON.stringify(rows)}`,
        );
      }),
  },
];
