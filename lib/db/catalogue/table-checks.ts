import type { CatalogueCheck } from './check';

/** Every schema of ours; what is not PostgreSQL's own and not an extension's. */
export const OUR_SCHEMA = (oid: string) =>
  `${oid} in (select n.oid from pg_namespace n where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'extensions'))`;

/** Relation `c` carries a tenant. */
const HAS_TENANT = `exists (select from pg_attribute a
  where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)`;

const OUR_TABLES = `c.relkind in ('r', 'p') and ${OUR_SCHEMA('c.relnamespace')}`;

const OWN_TENANT = '(tenant_id = ( SELECT tenancy.current_tenant() AS current_tenant))';

export const TABLE_CHECKS: readonly CatalogueCheck[] = [
  {
    name: 'table without a tenant',
    offence: 'has no tenant_id',
    sql: `select c.oid::regclass::text as name from pg_class c where ${OUR_TABLES} and not ${HAS_TENANT}`,
  },
  {
    name: 'row-level security',
    offence: 'carries a tenant and its row-level security is not forced',
    sql: `select c.oid::regclass::text as name from pg_class c
      where ${OUR_TABLES} and ${HAS_TENANT} and not (c.relrowsecurity and c.relforcerowsecurity)`,
  },
  {
    name: 'own tenant',
    offence: 'has no restrictive policy that holds the app to its own tenant',
    sql: `select c.oid::regclass::text as name from pg_class c
      where ${OUR_TABLES} and ${HAS_TENANT} and not exists (select from pg_policy p
        where p.polrelid = c.oid and not p.polpermissive and p.polcmd = '*'
          and p.polroles = array['tenantry_app'::regrole::oid]
          and pg_get_expr(p.polqual, p.polrelid) = '${OWN_TENANT}'
          and pg_get_expr(p.polwithcheck, p.polrelid) = '${OWN_TENANT}')`,
  },
  {
    name: 'with check',
    offence: 'lets rows be written and has no WITH CHECK',
    sql: `select p.polrelid::regclass || ' ' || p.polname as name from pg_policy p
      where p.polcmd in ('a', 'w', '*') and p.polwithcheck is null`,
  },
  {
    name: 'policy for everyone',
    offence: 'is a policy for PUBLIC',
    sql: `select p.polrelid::regclass || ' ' || p.polname as name from pg_policy p where 0 = any (p.polroles)`,
  },
  {
    name: 'key without the tenant',
    offence: 'does not lead with the tenant',
    // An index over an expression has no attribute in first place and counts as not led.
    // A partition's index is its table's, under whose name it is judged.
    sql: `select distinct coalesce(pg_partition_root(i.indexrelid), i.indexrelid)::regclass::text as name
        from pg_class c join pg_index i on i.indrelid = c.oid
        left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where ${OUR_TABLES} and ${HAS_TENANT} and a.attname is distinct from 'tenant_id'
      union all
      select k.conname from pg_class c join pg_constraint k on k.conrelid = c.oid and k.contype = 'f'
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
        where ${OUR_TABLES} and ${HAS_TENANT} and a.attname <> 'tenant_id'`,
  },
  {
    name: 'reference across tenants',
    offence: 'refers to a tenant’s row by something else than the tenant first',
    sql: `select k.conname as name from pg_class c join pg_constraint k on k.confrelid = c.oid and k.contype = 'f'
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.confkey[1]
      join pg_attribute own on own.attrelid = k.conrelid and own.attnum = k.conkey[1]
      where ${OUR_TABLES} and ${HAS_TENANT} and (a.attname <> 'tenant_id' or own.attname <> 'tenant_id')`,
  },
  {
    name: 'view',
    offence: 'shows rows as its owner sees them',
    sql: `select c.oid::regclass::text as name from pg_class c
      where ${OUR_SCHEMA('c.relnamespace')} and (c.relkind in ('m', 'f') or c.relkind = 'v'
        and not coalesce(c.reloptions && array['security_invoker=true', 'security_invoker=on'], false))`,
  },
];
