import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const entry = (tenant: string, number: number, action: string, detail: object) =>
  `insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, outcome, detail)
   values ('${tenant}', '${id(number)}', now(), 'user', '${PEOPLE.owner}', '${action}', 'policy', 'ok', '${JSON.stringify(detail)}')`;

const CHANGES = `select tenant_id, id, shown from tenancy.audit_changes(
  array['${TENANTS.ours}', '${TENANTS.theirs}', '${TENANTS.ours}', '${TENANTS.ours}']::uuid[],
  array['${id(821)}', '${id(824)}', '${id(822)}', '${id(823)}']::uuid[]) order by tenant_id, id`;

/** Changes of two tenants, of which one that is not asked for has the id of another; what is content by its action, by its part; no object. */
async function recorded(stage: SqlStage): Promise<void> {
  await stage.becomeRoot();
  const change = { version: 2, from: { slots: 1 }, to: { slots: 2 }, said: 'a secret' };
  await stage.query(entry(TENANTS.ours, 821, 'policy.edit', change));
  await stage.query(entry(TENANTS.theirs, 821, 'plan.change', { from: 'free', to: 'starter' }));
  await stage.query(entry(TENANTS.theirs, 824, 'member.role', { from: 'member', to: 'admin' }));
  await stage.query(entry(TENANTS.ours, 822, 'document.rename', { from: 'a secret', to: 'two' }));
  await stage.query(entry(TENANTS.ours, 823, 'policy.edit', ['a secret']));
}

export const AUDIT_CHANGE_PROBES: readonly SqlProbe[] = [
  {
    name: 'of tenants’ entries operators and auditors see changes alone, and of those no content',
    run: (stage, world) =>
      stage.attempt(async () => {
        await recorded(stage);
        const problems: string[] = [];
        for (const [login, token] of [
          ['app', world.ours.owner],
          ['worker', ''],
          ['finance', world.platform.finance],
          ['operator', world.posing.operator],
        ] as const)
          problems.push(
            ...unless(
              (await stage.as(login, token, CHANGES)).refused === DENIED,
              `${login} sees changes`,
            ),
          );
        const expected = JSON.stringify([
          { to: { slots: 2 }, from: { slots: 1 }, version: 2 },
          { to: 'admin', from: 'member' },
        ]);
        for (const login of ['operator', 'auditor'] as const) {
          const { rows } = await stage.as(login, world.platform[login], CHANGES);
          const shown = JSON.stringify(rows.map((row) => row.shown));
          const tenants = rows.map((row) => row.tenant_id).join();
          problems.push(
            ...unless(shown === expected, `${login} is shown ${shown}`),
            ...unless(
              tenants === [TENANTS.ours, TENANTS.theirs].join(),
              `${login} is shown another tenant’s`,
            ),
          );
          const all = await stage.as(
            login,
            world.platform[login],
            'select detail from audit_entry',
          );
          problems.push(...unless(all.refused === DENIED, `${login} reads what entries hold`));
        }
        return problems;
      }),
  },
];
