import type { SqlMutant } from '../sql-mutant';

const FOLD = 'tenancy.fold_usage(integer)';
const SPANS = 'uuid[],timestamptz[],timestamptz[]';

/** What folds the rows of all tenants, and what reads them across spans. */
export const ROLLUP_MUTANTS: readonly SqlMutant[] = [
  {
    name: 'anybody folds',
    fn: FOLD,
    find: " or tenancy.current_role_name() is distinct from 'worker'",
    replace: '',
  },
  {
    name: 'what waits of another tenant is taken out',
    fn: FOLD,
    find: "delete from public.rollup_touch w where w.tenant_id = target and w.grain = 'minute' and w.bucket in",
    replace: "delete from public.rollup_touch w where w.grain = 'minute' and w.bucket in",
  },
  {
    name: 'another tenant’s rollups are removed',
    fn: FOLD,
    find: 'where u.tenant_id = target and (u.grain',
    replace: 'where (u.grain',
  },
  {
    name: 'usage of any tenant, by rollups',
    sql: `alter function tenancy.usage_in(${SPANS},boolean) security definer`,
  },
  {
    name: 'usage of any tenant, by rows',
    sql: `alter function tenancy.usage_of_rows(${SPANS}) security definer`,
  },
  {
    name: 'books of all tenants for a tenant',
    sql: `alter function tenancy.compare_books(date) security definer;
      grant execute on function tenancy.compare_books(date) to tenantry_app`,
  },
];
