/** One way to break the database, and the offender that its check must then name. */
interface Plant {
  check: string;
  sql: string;
  finds: string;
}

const OWN = 'tenant_id = (select tenancy.current_tenant())';
const DEFINER = `language sql security definer set search_path = pg_catalog, pg_temp as 'select 1'`;

/** Each is planted as a superuser in a transaction that is rolled back. */
export const PLANTS: readonly Plant[] = [
  { check: 'table without a tenant', sql: 'create table note (id uuid)', finds: 'note' },
  {
    check: 'table without a tenant',
    sql: 'create schema other; create table other.note (id uuid)',
    finds: 'other.note',
  },
  {
    check: 'row-level security',
    sql: 'create table note (tenant_id uuid); alter table note enable row level security',
    finds: 'note',
  },
  {
    check: 'row-level security',
    sql: 'alter table chunk disable row level security',
    finds: 'chunk',
  },
  {
    check: 'own tenant',
    sql: `create table note (tenant_id uuid);
      create policy note_own on note to tenantry_app using (${OWN}) with check (${OWN})`,
    finds: 'note',
  },
  {
    check: 'own tenant',
    sql: `alter policy chunk_own_tenant on chunk using (tenant_id::text = (select tenancy.current_tenant())::text)`,
    finds: 'chunk',
  },
  {
    check: 'own tenant',
    sql: 'alter policy folder_own_tenant on folder with check (true)',
    finds: 'folder',
  },
  {
    check: 'with check',
    sql: `create policy job_any on job for update to tenantry_app using (true)`,
    finds: 'job job_any',
  },
  {
    check: 'policy for everyone',
    sql: 'create policy job_open on job for select using (true)',
    finds: 'job job_open',
  },
  {
    check: 'key without the tenant',
    sql: 'create unique index job_by_subject on job (subject_id)',
    finds: 'job_by_subject',
  },
  {
    check: 'key without the tenant',
    sql: 'create index document_day on document ((lower(stage)))',
    finds: 'document_day',
  },
  {
    check: 'key without the tenant',
    sql: `alter table folder add constraint folder_maker foreign key (created_by) references app_user (id)`,
    finds: 'folder_maker',
  },
  {
    check: 'reference across tenants',
    sql: `create unique index folder_alone on folder (id);
      alter table document add constraint document_folder foreign key (folder_id) references folder (id)`,
    finds: 'document_folder',
  },
  { check: 'view', sql: 'create view every_chunk as select * from chunk', finds: 'every_chunk' },
  {
    check: 'view',
    sql: 'create materialized view every_folder as select id from folder',
    finds: 'every_folder',
  },
  {
    check: 'search path',
    sql: `create function tenancy.loose() returns int language sql security definer as 'select 1'`,
    finds: 'tenancy.loose()',
  },
  {
    check: 'search path',
    sql: 'alter function tenancy.claims() set search_path = pg_temp, pg_catalog',
    finds: 'tenancy.claims()',
  },
  {
    check: 'function owner',
    sql: `create function tenancy.mighty() returns int ${DEFINER}`,
    finds: 'tenancy.mighty()',
  },
  {
    check: 'function for everyone',
    sql: `create function public.open() returns int ${DEFINER}`,
    finds: 'open()',
  },
  {
    check: 'function for roles',
    sql: `grant execute on function tenancy.sign_context(text, uuid, text, text, interval) to tenantry_app`,
    finds: 'tenancy.sign_context(text,uuid,text,text,interval) by app',
  },
  {
    check: 'owned by a login',
    sql: 'alter table user_group owner to tenantry_app',
    finds: 'table user_group of tenantry_app',
  },
  {
    check: 'owned by a login',
    sql: `create type mood as enum ('calm'); alter type mood owner to tenantry_worker`,
    finds: 'type mood of tenantry_worker',
  },
  { check: 'table owner', sql: 'alter table job owner to postgres', finds: 'job' },
  {
    check: 'creates objects',
    sql: 'grant create on schema public to tenantry_app',
    finds: 'tenantry_app in public',
  },
  {
    check: 'creates objects',
    sql: `do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$`,
    finds: 'tenantry_auth in the database',
  },
  { check: 'powers', sql: 'alter role tenantry_app bypassrls', finds: 'tenantry_app' },
  { check: 'powers', sql: 'alter role tenantry_definer login', finds: 'tenantry_definer' },
  {
    check: 'member of another role',
    sql: 'grant tenantry_definer to tenantry_app',
    finds: 'tenantry_app of tenantry_definer',
  },
  {
    check: 'rights beside row-level security',
    sql: 'grant truncate on chunk to tenantry_app',
    finds: 'tenantry_app chunk TRUNCATE',
  },
  {
    check: 'platform table by grant alone',
    sql: 'grant select on one_time_link to tenantry_app',
    finds: 'tenantry_app one_time_link',
  },
  {
    check: 'signing key',
    sql: 'grant select on tenancy.context_key to tenantry_app',
    finds: 'tenantry_app',
  },
  {
    check: 'evidence',
    sql: 'grant delete on audit_entry to tenantry_app',
    finds: 'tenantry_app audit_entry',
  },
  {
    check: 'content',
    sql: 'grant select on message to tenantry_operator',
    finds: 'tenantry_operator message.text_sealed',
  },
  {
    check: 'tenant table of sign-in and worker',
    sql: 'grant select on job to tenantry_worker',
    finds: 'tenantry_worker job',
  },
  {
    check: 'platform role',
    sql: 'grant update (platform_role) on app_user to tenantry_auth',
    finds: 'tenantry_auth app_user.platform_role',
  },
];
