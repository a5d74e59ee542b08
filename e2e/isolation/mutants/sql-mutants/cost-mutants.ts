import type { SqlMutant } from '../sql-mutant';

const FILL = 'tenancy.fill_cost_days(timestamp with time zone)';
const CELLS = 'tenancy.cost_cells(date,date[])';
const PUT = 'tenancy.put_cost_findings(jsonb,timestamp with time zone)';
const WORKER = " or tenancy.current_role_name() is distinct from 'worker'";

const policy = (name: string, sql: string): SqlMutant => ({ name, sql: `alter policy ${sql}` });

/** What tenants cost the platform, what is out of the ordinary in it, and who hears of it. */
export const COST_MUTANTS: readonly SqlMutant[] = [
  { name: 'anybody writes down what days cost', fn: FILL, find: WORKER, replace: '' },
  { name: 'anybody asks who cost what', fn: CELLS, find: WORKER, replace: '' },
  { name: 'anybody keeps findings', fn: PUT, find: WORKER, replace: '' },
  {
    name: 'what all tenants cost is taken for one’s',
    fn: FILL,
    find: "where f.tenant_id = target and f.grain = 'day' and f.bucket = d",
    replace: "where f.grain = 'day' and f.bucket = d",
  },
  {
    name: 'forecasts of all tenants are removed',
    fn: PUT,
    find: 'delete from public.cost_forecast f where f.tenant_id = target',
    replace: 'delete from public.cost_forecast f',
  },
  {
    name: 'what all tenants cost is shown to tenants',
    sql: `grant select on cost_day to tenantry_app;
      create policy mutant_read on cost_day for select to tenantry_app using (true);
      alter policy cost_day_own_tenant on cost_day using (true)`,
  },
  policy('costs shown to whoever has finance’s login', 'cost_day_finance on cost_day using (true)'),
  policy(
    'anomalies shown to whoever has the operators’ login',
    'cost_anomaly_operator on cost_anomaly using (true)',
  ),
  policy(
    'forecasts shown to whoever has the auditors’ login',
    'cost_forecast_auditor on cost_forecast using (true)',
  ),
  policy(
    'anomalies acknowledged in another name',
    "cost_anomaly_acknowledge on cost_anomaly with check ((select tenancy.platform_role()) = 'finance')",
  ),
  policy(
    'anomalies acknowledged again',
    "cost_anomaly_acknowledge on cost_anomaly using ((select tenancy.platform_role()) = 'finance')",
  ),
  {
    name: 'costs of an anomaly edited by finance',
    sql: 'grant update (cost_nano) on cost_anomaly to tenantry_finance',
  },
  policy(
    'finance sees where operators are told',
    "notice_endpoint_finance on notice_endpoint using ((select tenancy.platform_role()) = 'finance')",
  ),
  policy(
    'finance adds addresses of operators',
    "notice_endpoint_add_finance on notice_endpoint with check ((select tenancy.platform_role()) = 'finance' and created_by = (select tenancy.current_principal()))",
  ),
  policy(
    'finance adds addresses in another name',
    "notice_endpoint_add_finance on notice_endpoint with check ((select tenancy.platform_role()) = 'finance' and audience = 'finance')",
  ),
  {
    name: 'operators hear of finance’s notices',
    fn: 'tenancy.put_notice(text,uuid,jsonb,timestamp with time zone)',
    find: " and e.audience = case when put_notice.kind ~ '^cost_' then 'finance' else 'operators' end",
    replace: '',
  },
];
