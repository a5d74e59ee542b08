import type { SqlMutant } from '../sql-mutant';

const SET = 'tenancy.set_own_budgets(integer,jsonb,boolean,boolean,text,timestamptz)';
const TELL = 'tenancy.tell_budgets(jsonb,timestamptz)';

/** Definer functions by which a tenant's admins set budgets, and everybody's calls tell of them. */
export const OWN_BUDGET_MUTANTS: readonly SqlMutant[] = [
  {
    name: 'anybody of the workspace sets its budgets',
    fn: SET,
    find: " or tenancy.current_role_name() not in ('owner', 'admin')",
    replace: '',
  },
  {
    name: 'own budgets on top of any tenant’s policy',
    fn: SET,
    find: 'where p.tenant_id = target order by p.version',
    replace: 'where p.tenant_id <> target order by p.version',
  },
  {
    name: 'own budgets that change the plan’s part too',
    fn: SET,
    find: 'newest.manifest || jsonb_build_object(',
    replace: `newest.manifest || '{"tokensPerDay": 1000000000}' || jsonb_build_object(`,
  },
  {
    name: 'own budgets that bring parts of their own',
    fn: SET,
    find: " <> '{}'",
    replace: ' is null',
  },
  {
    name: 'own budgets about people of other workspaces',
    fn: SET,
    find: 'm.tenant_id = target and ',
    replace: '',
  },
  {
    name: 'own budgets about keys of other workspaces',
    fn: SET,
    find: 'k.tenant_id = target and ',
    replace: '',
  },
  {
    name: 'the workspace’s word on cheaper answers in the operators’ place',
    fn: SET,
    find: "'ownDowngradeModel'",
    replace: "'downgradeModel'",
  },
  {
    name: 'own budgets over a version that nobody looked at',
    fn: SET,
    find: 'newest.version <> based_on',
    replace: 'false',
  },
  {
    name: 'thresholds told on every tenant’s counters',
    fn: TELL,
    find: 'where b.tenant_id = target and b.scope = r.scope',
    replace: 'where b.scope = r.scope',
  },
  {
    name: 'thresholds told without a context',
    fn: TELL,
    find: 'target uuid := tenancy.current_tenant();',
    replace: `target uuid := coalesce(tenancy.current_tenant(), '00000000-0000-4000-8000-000000000001');`,
  },
  {
    name: 'thresholds told again and again',
    fn: TELL,
    find: ' and b.told_percent < r.percent',
    replace: '',
  },
  {
    name: 'thresholds of every tenant’s counter of that name taken back',
    fn: TELL,
    find: 'and b.tenant_id = target and b.told_percent = r.told',
    replace: 'and b.told_percent = r.told',
  },
  {
    name: 'notices of every tenant’s counter of that name taken back',
    fn: TELL,
    find: 'where n.tenant_id = target and n.scope = l.scope',
    replace: 'where n.scope = l.scope',
  },
  {
    name: 'notices for every member',
    sql: 'alter policy budget_notice_read on budget_notice using (true)',
  },
  {
    name: 'notices marked by every member',
    sql: `alter policy budget_notice_read on budget_notice using (true);
      alter policy budget_notice_mark on budget_notice using (true)`,
  },
  {
    name: 'notices marked in somebody else’s name',
    sql: 'alter policy budget_notice_mark on budget_notice with check (true)',
  },
  {
    name: 'notices written without a threshold',
    sql: `grant insert on budget_notice to tenantry_app;
      create policy budget_notice_more on budget_notice for insert to tenantry_app with check (true)`,
  },
];
