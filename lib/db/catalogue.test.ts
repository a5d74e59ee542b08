import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownerClient } from '@/e2e/support/owner-client';

const LOGINS = ['app', 'auth', 'worker', 'operator', 'finance', 'auditor'].map(
  (role) => `tenantry_${role}`,
);
const PLATFORM = LOGINS.slice(3);

let owner: Awaited<ReturnType<typeof ownerClient>>;
beforeAll(async () => {
  owner = await ownerClient();
});
afterAll(() => owner.end());

/** Every check asks for offenders and expects none. */
async function offenders(text: string, params: unknown[] = []): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(text, params);
  return rows.map((row) => row.name);
}

/** Tables that carry a tenant. */
const TENANT_TABLES = `tenant_tables as (
  select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p'))`;

describe('row-level security', () => {
  it('finds the tenant tables at all', async () => {
    const tables = await offenders(
      `with ${TENANT_TABLES} select relname as name from tenant_tables`,
    );
    expect(tables.length).toBeGreaterThanOrEqual(19);
  });

  it('is forced on every tenant table', async () => {
    expect(
      await offenders(`with ${TENANT_TABLES} select relname as name from tenant_tables
        where not (relrowsecurity and relforcerowsecurity)`),
    ).toEqual([]);
  });

  it('is forced on tables of people, sessions, tenants and platform evidence', async () => {
    expect(
      await offenders(`select relname as name from pg_class
        where relname in ('tenant', 'app_user', 'user_session', 'platform_audit')
          and relnamespace = 'public'::regnamespace and not (relrowsecurity and relforcerowsecurity)`),
    ).toEqual([]);
  });

  it('holds the app to its own tenant, whatever other policies say', async () => {
    expect(
      await offenders(`with ${TENANT_TABLES} select relname as name from tenant_tables t
        where not exists (select from pg_policy p where p.polrelid = t.oid and not p.polpermissive and p.polcmd = '*'
          and p.polroles = array['tenantry_app'::regrole::oid]
          and pg_get_expr(p.polqual, p.polrelid) like '%tenant_id = ( SELECT tenancy.current_tenant()%'
          and pg_get_expr(p.polwithcheck, p.polrelid) = pg_get_expr(p.polqual, p.polrelid))`),
    ).toEqual([]);
  });

  it('has a WITH CHECK on every policy that lets rows be written', async () => {
    expect(
      await offenders(`select polname as name from pg_policy
        where polcmd in ('a', 'w', '*') and polwithcheck is null`),
    ).toEqual([]);
  });

  it('has no policy for PUBLIC', async () => {
    expect(
      await offenders('select polname as name from pg_policy where 0 = any (polroles)'),
    ).toEqual([]);
  });
});

describe('keys', () => {
  it('lead with the tenant: primary, unique and foreign', async () => {
    expect(
      await offenders(`with ${TENANT_TABLES} select k.conname as name from tenant_tables t
        join pg_constraint k on k.conrelid = t.oid and k.contype in ('p', 'u', 'f')
        join pg_attribute a on a.attrelid = t.oid and a.attnum = k.conkey[1]
        where a.attname <> 'tenant_id'
          -- a reference to a table without tenants can not lead with one
          and not (k.contype = 'f' and k.confrelid in ('price_version'::regclass, 'app_user'::regclass))`),
    ).toEqual([]);
  });

  it('reference tenant tables by tenant', async () => {
    expect(
      await offenders(`with ${TENANT_TABLES} select k.conname as name from tenant_tables t
        join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
        join tenant_tables target on target.oid = k.confrelid
        join pg_attribute a on a.attrelid = k.confrelid and a.attnum = k.confkey[1]
        where a.attname <> 'tenant_id'`),
    ).toEqual([]);
  });

  it('lead with the tenant in every index but those for pages over all tenants', async () => {
    expect(
      await offenders(`with ${TENANT_TABLES} select i.indexrelid::regclass::text as name from tenant_tables t
        join pg_index i on i.indrelid = t.oid
        join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
        where a.attname <> 'tenant_id' order by 1`),
    ).toEqual(['ledger_entry_at', 'request_started']);
  });
});

describe('objects', () => {
  it('include no view, which would read as its owner', async () => {
    expect(
      await offenders(`select relname as name from pg_class
        where relnamespace in ('public'::regnamespace, 'tenancy'::regnamespace) and relkind in ('v', 'm', 'f')`),
    ).toEqual([]);
  });

  it('belong to the owner, or to the definer when they are functions', async () => {
    expect(
      await offenders(`select relname as name from pg_class where relowner <> 'tenantry_owner'::regrole
        and relnamespace in ('public'::regnamespace, 'tenancy'::regnamespace)`),
    ).toEqual([]);
    expect(
      await offenders(`select proname as name from pg_proc where proowner <> 'tenantry_definer'::regrole
        and pronamespace in ('public'::regnamespace, 'tenancy'::regnamespace)`),
    ).toEqual([]);
  });

  it('are definer functions with a pinned search path, temporary schema last', async () => {
    expect(
      await offenders(`select proname as name from pg_proc
        where pronamespace in ('public'::regnamespace, 'tenancy'::regnamespace)
          and (not prosecdef or proconfig is distinct from array['search_path=pg_catalog, pg_temp'])`),
    ).toEqual([]);
  });

  it('are not executable by everyone', async () => {
    expect(
      await offenders(`select p.proname as name from pg_proc p,
          aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
        where p.pronamespace in ('public'::regnamespace, 'tenancy'::regnamespace) and g.grantee = 0`),
    ).toEqual([]);
  });
});

describe('roles', () => {
  it('have no special powers and no membership that reaches others', async () => {
    expect(
      await offenders(`select rolname as name from pg_roles where rolname like 'tenantry\\_%'
        and (rolsuper or rolbypassrls or rolreplication or rolcreaterole or rolcreatedb
          or rolinherit or rolcanlogin = (rolname = 'tenantry_definer'))`),
    ).toEqual([]);
    expect(
      await offenders(`select member::regrole::text as name from pg_auth_members
        where member::regrole::text like 'tenantry\\_%' and (member <> 'tenantry_owner'::regrole or inherit_option)`),
    ).toEqual([]);
  });

  it('cannot create objects, temporary ones included', async () => {
    expect(
      await offenders(
        `select r as name from unnest($1::text[]) r
         where has_schema_privilege(r, 'public', 'CREATE') or has_schema_privilege(r, 'tenancy', 'CREATE')
           or has_database_privilege(r, current_database(), 'CREATE, TEMP')`,
        [LOGINS],
      ),
    ).toEqual([]);
  });

  it('cannot sign a context or read the key', async () => {
    expect(
      await offenders(
        `select r as name from unnest($1::text[]) r
         where has_table_privilege(r, 'tenancy.context_key', 'SELECT')
           or has_any_column_privilege(r, 'tenancy.context_key', 'SELECT')
           or has_function_privilege(r, 'tenancy.sign_context(text, uuid, text, text, interval)', 'EXECUTE')`,
        [LOGINS],
      ),
    ).toEqual([]);
  });

  it('cannot change or remove evidence', async () => {
    expect(
      await offenders(
        `select r || ' ' || t as name from unnest($1::text[]) r,
           unnest(array['ledger_entry', 'audit_entry', 'request', 'platform_audit', 'policy_version', 'price_version',
             'price_line']) t
         where has_any_column_privilege(r, t, 'UPDATE') or has_table_privilege(r, t, 'DELETE, TRUNCATE')`,
        [LOGINS],
      ),
    ).toEqual([]);
  });

  it('of the platform reach no sealed column', async () => {
    expect(
      await offenders(
        `select r || ' ' || c.relname || '.' || a.attname as name from unnest($1::text[]) r, pg_class c
         join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
         where c.relnamespace = 'public'::regnamespace and a.attname like '%\\_sealed'
           and has_column_privilege(r, c.oid, a.attnum, 'SELECT, INSERT, UPDATE')`,
        [[...PLATFORM, 'tenantry_worker']],
      ),
    ).toEqual([]);
  });

  it('of sign-in reach no tenant table and hand out no platform role', async () => {
    expect(
      await offenders(`with ${TENANT_TABLES} select relname as name from tenant_tables t
        where has_any_column_privilege('tenantry_auth', t.oid, 'SELECT, INSERT, UPDATE')
          or has_any_column_privilege('tenantry_worker', t.oid, 'SELECT, INSERT, UPDATE')`),
    ).toEqual([]);
    expect(
      await offenders(`select c as name from unnest(array['platform_role', 'demo', 'email']) c
        where has_column_privilege('tenantry_auth', 'app_user', c, 'UPDATE')`),
    ).toEqual([]);
  });
});
