import type { SqlMutant } from '../sql-mutant';

const FOLD = 'tenancy.fold_ledger(integer)';
const FINANCE = "(select tenancy.platform_role()) = 'finance'";

const policy = (name: string, sql: string): SqlMutant => ({ name, sql: `alter policy ${sql}` });

/** What finance adds up of all tenants, shares out among them and plans. */
export const SHOWBACK_MUTANTS: readonly SqlMutant[] = [
  {
    name: 'anybody folds the ledger’s days',
    fn: FOLD,
    find: " or tenancy.current_role_name() is distinct from 'worker'",
    replace: '',
  },
  {
    name: 'what waits of another tenant’s ledger is taken out',
    fn: FOLD,
    find: 'delete from public.ledger_touch w where w.tenant_id = target and w.day in',
    replace: 'delete from public.ledger_touch w where w.day in',
  },
  {
    name: 'another tenant’s days are removed',
    fn: FOLD,
    find: 'delete from public.ledger_rollup u where u.tenant_id = target and u.grain',
    replace: 'delete from public.ledger_rollup u where u.grain',
  },
  {
    name: 'the ledger’s days are shown to tenants',
    sql: `grant select on ledger_rollup to tenantry_app;
      create policy mutant_read on ledger_rollup for select to tenantry_app using (true);
      alter policy ledger_rollup_own_tenant on ledger_rollup using (true)`,
  },
  policy(
    'the ledger’s days shown to whoever has finance’s login',
    'ledger_rollup_finance on ledger_rollup using (true)',
  ),
  policy(
    'shared costs shown to whoever has finance’s login',
    'shared_cost_finance on shared_cost using (true)',
  ),
  policy(
    'shared costs entered in another name',
    `shared_cost_enter on shared_cost with check (${FINANCE})`,
  ),
  policy(
    'shared costs entered by whoever has finance’s login',
    'shared_cost_enter on shared_cost with check (entered_by = (select tenancy.current_principal()))',
  ),
  policy(
    'shared costs withdrawn in another name',
    `shared_cost_withdraw on shared_cost with check (${FINANCE})`,
  ),
  {
    name: 'shared costs changed afterwards',
    sql: 'grant update (amount_nano) on shared_cost to tenantry_finance; alter policy shared_cost_withdraw on shared_cost with check (true)',
  },
  policy(
    'plans shown to whoever has finance’s login',
    'planned_spend_finance on planned_spend using (true)',
  ),
  policy(
    'plans made in another name',
    `planned_spend_enter on planned_spend with check (${FINANCE})`,
  ),
  policy(
    'plans made by whoever has finance’s login',
    'planned_spend_enter on planned_spend with check (entered_by = (select tenancy.current_principal()))',
  ),
  policy(
    'plans changed in another name',
    `planned_spend_change on planned_spend with check (${FINANCE})`,
  ),
  policy(
    'plans of groups shown to whoever has finance’s login',
    'planned_group_spend_finance on planned_group_spend using (true)',
  ),
  policy(
    'plans of groups made in another name',
    `planned_group_spend_enter on planned_group_spend with check (${FINANCE})`,
  ),
  policy(
    'plans of groups made by whoever has finance’s login',
    'planned_group_spend_enter on planned_group_spend with check (entered_by = (select tenancy.current_principal()))',
  ),
  policy(
    'plans of groups changed in another name',
    `planned_group_spend_change on planned_group_spend with check (${FINANCE})`,
  ),
];
