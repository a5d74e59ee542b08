import { ownerTag } from '@/lib/platform-health/owner-tag';
import { id, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';

const { ours, theirs } = TENANTS;

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
];
