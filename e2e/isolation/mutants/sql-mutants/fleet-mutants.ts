import type { SqlMutant } from '../sql-mutant';

const FOLD = 'tenancy.fold_fleet(integer)';

const policy = (name: string, sql: string): SqlMutant => ({ name, sql: `alter policy ${sql}` });

/** What the console reads of all tenants at once, what operators promise of them, and what they save. */
export const FLEET_MUTANTS: readonly SqlMutant[] = [
  {
    name: 'anybody folds the fleet',
    fn: FOLD,
    find: " or tenancy.current_role_name() is distinct from 'worker'",
    replace: '',
  },
  {
    name: 'what waits of another tenant’s fleet is taken out',
    fn: FOLD,
    find: 'delete from public.fleet_touch w where w.tenant_id = target and w.bucket in',
    replace: 'delete from public.fleet_touch w where w.bucket in',
  },
  {
    name: 'another tenant’s sums are removed',
    fn: FOLD,
    find: 'delete from public.fleet_rollup u where u.tenant_id = target and (u.grain',
    replace: 'delete from public.fleet_rollup u where (u.grain',
  },
  {
    name: 'the fleet is shown to tenants',
    sql: `grant select on fleet_rollup to tenantry_app;
      create policy mutant_read on fleet_rollup for select to tenantry_app using (true);
      alter policy fleet_rollup_own_tenant on fleet_rollup using (true)`,
  },
  policy(
    'the fleet shown to whoever has the operators’ login',
    'fleet_rollup_operator on fleet_rollup using (true)',
  ),
  policy(
    'objectives edited in another name',
    "objective_edit on objective with check ((select tenancy.platform_role()) = 'operator')",
  ),
  policy(
    'objectives edited by whoever has the operators’ login',
    'objective_edit on objective using (true) with check (edited_by = (select tenancy.current_principal()))',
  ),
  policy(
    'alerts acknowledged in another name',
    "objective_alert_acknowledge on objective_alert with check ((select tenancy.platform_role()) = 'operator')",
  ),
  {
    name: 'what was counted is edited by operators',
    sql: `grant update (bad) on objective_bucket to tenantry_operator;
      create policy mutant_edit on objective_bucket for update to tenantry_operator using (true) with check (true)`,
  },
  policy(
    'views that nobody shared',
    "console_view_read_auditor on console_view using ((select tenancy.platform_role()) = 'auditor')",
  ),
  policy(
    'views saved in another name',
    "console_view_add_operator on console_view with check ((select tenancy.platform_role()) = 'operator')",
  ),
  policy(
    'views of others removed',
    "console_view_remove_auditor on console_view using ((select tenancy.platform_role()) = 'auditor')",
  ),
];
