import type { CatalogueCheck } from './check';
import { OUR_SCHEMA } from './table-checks';

const OURS = OUR_SCHEMA('p.pronamespace');

export const FUNCTION_CHECKS: readonly CatalogueCheck[] = [
  {
    name: 'search path',
    offence: 'runs as its owner with a search path that a caller can fill',
    sql: `select p.oid::regprocedure::text as name from pg_proc p
      where ${OURS} and p.prosecdef and p.proconfig is distinct from array['search_path=pg_catalog, pg_temp']`,
  },
  {
    name: 'function owner',
    offence: 'runs with other rights than those of tenantry_definer',
    sql: `select p.oid::regprocedure::text as name from pg_proc p
      where ${OURS} and p.prosecdef and p.proowner <> 'tenantry_definer'::regrole`,
  },
  {
    name: 'function for everyone',
    offence: 'can be executed by PUBLIC',
    sql: `select p.oid::regprocedure::text as name
      from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
      where ${OURS} and g.grantee = 0`,
  },
  {
    name: 'function for roles',
    offence: 'runs with the definer’s rights for exactly these roles',
    sql: `select p.oid::regprocedure || ' by '
        || string_agg(substr(g.grantee::regrole::text, 10), ', ' order by g.grantee::regrole::text) as name
      from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
      where ${OURS} and g.grantee not in (0, p.proowner) group by p.oid`,
  },
];
