import type { SqlMutant } from '../sql-mutant';

const CLOSE =
  'tenancy.close_month(uuid,uuid,uuid,text,timestamptz,timestamptz,jsonb,jsonb,text,bigint,bigint,bigint,bigint,text)';
const CREDIT =
  'tenancy.credit_statement(uuid,uuid,uuid,uuid,integer,jsonb,bigint,bigint,bigint,bigint,text)';
const TERMS = 'tenancy.set_billing_terms(uuid,uuid,integer,jsonb,text)';
const RATE = 'tenancy.add_exchange_rate(text,date,bigint,text,text)';
const ADD =
  'tenancy.add_issued(uuid,uuid,uuid,text,text,timestamptz,timestamptz,text,jsonb,jsonb,text,bigint,bigint,bigint,bigint,uuid,text)';

const unguarded = (name: string, fn: string, action: string): SqlMutant => ({
  name,
  fn,
  find: `perform tenancy.corrects_ledger(target, '${action}')`,
  replace: 'perform 1',
});

/** How a month becomes final, and what corrects it. */
export const STATEMENT_MUTANTS: readonly SqlMutant[] = [
  unguarded('months closed by anybody', CLOSE, 'statement.close'),
  unguarded('credit notes by anybody', CREDIT, 'statement.credit'),
  unguarded('billing terms by anybody', TERMS, 'billing.terms'),
  {
    name: 'rates by every role of the platform',
    fn: RATE,
    find: "tenancy.platform_role() is distinct from 'finance'",
    replace: 'false',
  },
  {
    name: 'rates by anybody’s audit entry',
    fn: RATE,
    find: 'p.actor_id = tenancy.current_principal()',
    replace: 'true',
  },
  {
    name: 'rates by the audit entry of something else',
    fn: RATE,
    find: "p.action = 'rate.add'",
    replace: 'true',
  },
  {
    name: 'rates by an earlier audit entry',
    fn: RATE,
    find: 'p.xact = pg_current_xact_id()::text::bigint',
    replace: 'true',
  },
  { name: 'a month closed twice', fn: CLOSE, find: 'closes <= last', replace: 'false' },
  {
    name: 'a month left out',
    fn: CLOSE,
    find: "to_char((last || '-01')::date + interval '1 month', 'YYYY-MM') <> closes",
    replace: 'false',
  },
  {
    name: 'statements whose lines do not add up',
    fn: ADD,
    find: 'total is distinct from',
    replace: 'null = ',
  },
  {
    name: 'more taken back than there is',
    fn: CREDIT,
    find: 'taken.back not between least(-of_line.amount, 0) and greatest(-of_line.amount, 0)',
    replace: 'false',
  },
  {
    name: 'a note beside another that nobody saw',
    fn: CREDIT,
    find: 'so_far is distinct from',
    replace: 'null = ',
  },
  {
    name: 'statements changed',
    sql: 'drop trigger issued_statement_kept on issued_statement; create trigger issued_statement_kept before delete on issued_statement for each row execute function tenancy.refuse_change()',
  },
  {
    name: 'statements removed',
    fn: 'tenancy.refuse_change()',
    find: "tenancy.erasing_tenant() = (to_jsonb(old) ->> 'tenant_id')::uuid",
    replace: 'true',
  },
  {
    name: 'statements planted anywhere',
    fn: 'tenancy.plant_statement(uuid,timestamptz)',
    find: ' and t.canary',
    replace: '',
  },
];
