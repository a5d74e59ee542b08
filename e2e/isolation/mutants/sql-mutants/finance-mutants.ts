import type { SqlMutant } from '../sql-mutant';

const GUARD = 'tenancy.corrects_ledger(uuid,text)';
const CORRECT =
  'tenancy.correct_call(uuid,uuid,uuid,uuid,bigint,bigint,bigint[],bigint,bigint,text)';
const ADJUST = 'tenancy.adjust_month(uuid,uuid,uuid,text,bigint,text)';
const PRICES = 'tenancy.add_price_version(text,integer,timestamptz,text,jsonb,jsonb,boolean)';
const ROLE = "tenancy.platform_role() is distinct from 'finance'";
const SAME = 'p.xact = pg_current_xact_id()::text::bigint';

/** How finance changes money: by functions that ask for the person, the role and the audit entry. */
export const FINANCE_MUTANTS: readonly SqlMutant[] = [
  {
    name: 'every alert to finance',
    sql: "alter policy security_alert_finance on security_alert using ((select tenancy.platform_role()) = 'finance')",
  },
  {
    name: 'alerts to finance without its context',
    sql: "alter policy security_alert_finance on security_alert using (kind = 'bound_exceeded')",
  },
  { name: 'corrections by every role of the platform', fn: GUARD, find: ROLE, replace: 'false' },
  {
    name: 'corrections by anybody’s audit entry',
    fn: GUARD,
    find: 'p.actor_id = tenancy.current_principal()',
    replace: 'true',
  },
  {
    name: 'corrections by the audit entry of a look',
    fn: GUARD,
    find: 'p.action = doing',
    replace: 'true',
  },
  {
    name: 'corrections by an audit entry about another tenant',
    fn: GUARD,
    find: 'p.subject_tenant = target',
    replace: 'true',
  },
  { name: 'corrections by an earlier audit entry', fn: GUARD, find: SAME, replace: 'true' },
  {
    name: 'corrections of calls that nobody guards',
    fn: CORRECT,
    find: "perform tenancy.corrects_ledger(target, 'ledger.correct')",
    replace: 'perform 1',
  },
  {
    name: 'corrections of any tenant’s call',
    fn: CORRECT,
    find: 'where e.tenant_id = target and e.id = call and',
    replace: 'where e.id = call and',
  },
  {
    name: 'corrections of what looked otherwise',
    fn: CORRECT,
    find: 'net.cost <> seen_cost',
    replace: 'false',
  },
  {
    name: 'adjustments of months that nobody guards',
    fn: ADJUST,
    find: "perform tenancy.corrects_ledger(target, 'ledger.adjust')",
    replace: 'perform 1',
  },
  { name: 'prices by every role of the platform', fn: PRICES, find: ROLE, replace: 'false' },
  {
    name: 'prices by anybody’s audit entry',
    fn: PRICES,
    find: 'p.actor_id = actor',
    replace: 'true',
  },
  {
    name: 'prices by the audit entry of something else',
    fn: PRICES,
    find: "p.action = 'prices.add'",
    replace: 'true',
  },
  { name: 'prices by an earlier audit entry', fn: PRICES, find: SAME, replace: 'true' },
  {
    name: 'prices over a version that nobody looked at',
    fn: PRICES,
    find: 'based_on is distinct from',
    replace: 'null = ',
  },
  {
    name: 'lines added to an old price version',
    fn: 'tenancy.keep_prices()',
    find: 'v.xact = pg_current_xact_id()::text::bigint',
    replace: 'true',
  },
  {
    name: 'rows added to any report',
    sql: `alter policy provider_row_add on provider_row with check ((select tenancy.platform_role()) = 'finance')`,
  },
  {
    name: 'rows added to an earlier report',
    sql: `alter policy provider_row_add on provider_row with check ((select tenancy.platform_role()) = 'finance' and exists (
      select from provider_import i where i.id = import_id and i.imported_by = (select tenancy.current_principal())))`,
  },
  {
    name: 'reports imported by every role of the platform',
    sql: 'alter policy provider_import_add on provider_import with check (imported_by = (select tenancy.current_principal()))',
  },
  {
    name: 'reports imported in anybody’s name',
    sql: `alter policy provider_import_add on provider_import with check ((select tenancy.platform_role()) = 'finance')`,
  },
];
