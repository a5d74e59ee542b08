import { DATABASE_ROLES } from '@/lib/secrets';
import type { CatalogueCheck } from './check';
import { OUR_SCHEMA } from './table-checks';

const logins = (roles: readonly string[]) =>
  `unnest(array[${roles.map((role) => `'tenantry_${role}'`).join(', ')}]) r`;
const LOGINS = logins(DATABASE_ROLES);
const OTHERS = logins(DATABASE_ROLES.filter((role) => role !== 'app'));
const OUR_TABLES = `c.relkind in ('r', 'p') and ${OUR_SCHEMA('c.relnamespace')}`;
const TENANT_COLUMN = `exists (select from pg_attribute a
  where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)`;

export const ROLE_CHECKS: readonly CatalogueCheck[] = [
  {
    name: 'owned by a login',
    offence: 'belongs to a login of the product',
    sql: `select pg_describe_object(d.classid, d.objid, d.objsubid) || ' of ' || d.refobjid::regrole as name
      from pg_shdepend d join ${LOGINS} on d.refobjid = r::regrole
      where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o'
        and d.dbid in (0, (select oid from pg_database where datname = current_database()))`,
  },
  {
    name: 'table owner',
    offence: 'does not belong to tenantry_owner, whom forced security binds',
    sql: `select c.oid::regclass::text as name from pg_class c
      where ${OUR_SCHEMA('c.relnamespace')} and c.relowner <> 'tenantry_owner'::regrole`,
  },
  {
    name: 'creates objects',
    offence: 'can create objects, with which it could shadow ours',
    sql: `select r || ' in ' || n.nspname as name from ${LOGINS}, pg_namespace n
        where n.nspname !~ '^pg_' and has_schema_privilege(r, n.oid, 'CREATE')
      union all
      select r || ' in the database' from ${LOGINS}
        where has_database_privilege(r, current_database(), 'CREATE, TEMP')`,
  },
  {
    name: 'powers',
    offence: 'has powers that row-level security does not bind, or a sign-in of its own',
    sql: `select rolname as name from pg_roles where rolname ~ '^tenantry_'
      and (rolsuper or rolbypassrls or rolreplication or rolcreaterole or rolcreatedb or rolinherit
        or rolcanlogin = (rolname = 'tenantry_definer'))`,
  },
  {
    name: 'member of another role',
    offence: 'can act as another role',
    sql: `select member::regrole || ' of ' || roleid::regrole || case when inherit_option then ', inheriting' else '' end
      as name from pg_auth_members
      where member::regrole::text ~ '^tenantry_'`,
  },
  {
    name: 'rights beside row-level security',
    offence: 'reaches rows of every tenant: no policy binds this right',
    sql: `select r || ' ' || c.oid::regclass || ' ' || privilege as name
      from ${LOGINS}, pg_class c, unnest(array['TRUNCATE', 'REFERENCES', 'TRIGGER']) privilege
      where ${OUR_TABLES} and has_table_privilege(r, c.oid, privilege)`,
  },
  {
    name: 'platform table by grant alone',
    offence: 'reaches a table of the platform that has no row-level security',
    sql: `select r || ' ' || c.oid::regclass as name from ${LOGINS}, pg_class c
      where ${OUR_TABLES} and not ${TENANT_COLUMN} and not (c.relrowsecurity and c.relforcerowsecurity)
        and has_any_column_privilege(r, c.oid, 'SELECT, INSERT, UPDATE')`,
  },
  {
    name: 'signing key',
    offence: 'can read the key of the signed contexts',
    sql: `select r as name from ${LOGINS} where has_any_column_privilege(r, 'tenancy.context_key', 'SELECT')`,
  },
  {
    name: 'evidence',
    offence: 'can change or remove evidence',
    sql: `select r || ' ' || t as name from ${LOGINS}, unnest(array['ledger_entry', 'audit_entry', 'request',
        'platform_audit', 'audit_leaf', 'audit_head', 'audit_tile', 'audit_checkpoint', 'audit_store', 'document_sight', 'incident_entry',
        'incident_notice', 'containment_rule_version', 'feature_flag_change', 'policy_version', 'price_version', 'price_line', 'price_plan', 'provider_import', 'provider_row', 'difference_note',
        'provider_invoice', 'journal_account']) t
      where has_any_column_privilege(r, t, 'UPDATE') or has_table_privilege(r, t, 'DELETE')`,
  },
  {
    name: 'content',
    offence: 'reaches content of the tenants',
    sql: `select r || ' ' || c.oid::regclass || '.' || a.attname as name from ${OTHERS}, pg_class c
      join pg_attribute a on a.attrelid = c.oid and not a.attisdropped and a.attnum > 0
      where ${OUR_TABLES} and (a.attname ~ '_sealed$'
          or (c.relname, a.attname) in (('document', 'content_mac'), ('lexical_posting', 'term'), ('audit_entry', 'detail')))
        and has_column_privilege(r, c.oid, a.attnum, 'SELECT, UPDATE')`,
  },
  {
    name: 'tenant table of sign-in and worker',
    offence: 'reaches a tenant’s table',
    sql: `select r || ' ' || c.oid::regclass as name from ${logins(['auth', 'worker'])}, pg_class c
      where ${OUR_TABLES} and ${TENANT_COLUMN}
        and has_any_column_privilege(r, c.oid, 'SELECT, INSERT, UPDATE')`,
  },
  {
    name: 'platform role',
    offence: 'can be handed out afterwards',
    sql: `select r || ' app_user.' || c as name from ${LOGINS},
      unnest(array['platform_role', 'demo', 'email', 'id']) c where has_column_privilege(r, 'app_user', c, 'UPDATE')`,
  },
];
