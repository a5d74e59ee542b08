import type { SqlMutant } from '../sql-mutant';

const DEFINER = `language sql security definer set search_path = pg_catalog, pg_temp`;

/** Grants, owners, keys and objects beside the locks. */
export const GRANT_MUTANTS: readonly SqlMutant[] = [
  { name: 'operators read messages', sql: 'grant select on message to tenantry_operator' },
  {
    name: 'operators read names of documents',
    sql: 'grant select (name_sealed) on document to tenantry_operator',
  },
  {
    name: 'operators read audit details',
    sql: 'grant select (detail) on audit_entry to tenantry_operator',
  },
  { name: 'finance reads chunks', sql: 'grant select on chunk to tenantry_finance' },
  { name: 'auditors read conversations', sql: 'grant select on conversation to tenantry_auditor' },
  { name: 'workers read chunks', sql: 'grant select on chunk to tenantry_worker' },
  { name: 'sign-in reads memberships', sql: 'grant select on membership to tenantry_auth' },
  {
    name: 'the app reads passwords',
    sql: 'grant select (password_hash) on app_user to tenantry_app',
  },
  { name: 'the app reads sessions', sql: 'grant select on user_session to tenantry_app' },
  { name: 'the app reads links', sql: 'grant select on one_time_link to tenantry_app' },
  { name: 'the app changes the ledger', sql: 'grant update on ledger_entry to tenantry_app' },
  { name: 'the app removes audit entries', sql: 'grant delete on audit_entry to tenantry_app' },
  {
    name: 'the app makes memberships',
    sql: `grant insert on membership to tenantry_app;
      create policy membership_add on membership for insert to tenantry_app with check (true)`,
  },
  {
    name: 'the app accepts for others',
    sql: 'grant update (accepted_at) on membership to tenantry_app',
  },
  {
    name: 'the app claims jobs',
    sql: 'grant execute on function tenancy.claim_job(text, interval, integer) to tenantry_app',
  },
  {
    name: 'the app admits people anywhere',
    sql: 'grant execute on function tenancy.admit(uuid, uuid, text, text, text, timestamptz) to tenantry_app',
  },
  { name: 'the app empties tables', sql: 'grant truncate on chunk to tenantry_app' },
  {
    name: 'sign-in makes operators',
    sql: 'grant update (platform_role) on app_user to tenantry_auth',
  },
  { name: 'sign-in makes demo people', sql: 'grant update (demo) on app_user to tenantry_auth' },
  { name: 'operators rename addresses', sql: 'grant update (slug) on tenant to tenantry_operator' },
  {
    name: 'operators change evidence',
    sql: 'grant update on platform_audit to tenantry_operator; create policy platform_audit_edit on platform_audit for update to tenantry_operator using (true) with check (true)',
  },
  {
    name: 'the app makes temporary tables',
    sql: `do $$ begin execute format('grant temporary on database %I to tenantry_app', current_database()); end $$`,
  },
  { name: 'the app makes tables', sql: 'grant create on schema public to tenantry_app' },
  { name: 'the app may be the definer', sql: 'grant tenantry_definer to tenantry_app' },
  { name: 'the app passes row-level security', sql: 'alter role tenantry_app bypassrls' },
  { name: 'the owner passes row-level security', sql: 'alter role tenantry_owner bypassrls' },
  { name: 'the app owns folders', sql: 'alter table folder owner to tenantry_app' },
  {
    name: 'a view that reads as its owner',
    sql: 'create view every_ledger as select * from ledger_entry; grant select on every_ledger to tenantry_app',
  },
  {
    name: 'a definer function for everybody',
    sql: `create function tenancy.peek() returns setof public.tenant ${DEFINER} as 'select * from public.tenant';
      alter function tenancy.peek() owner to postgres`,
  },
  {
    name: 'a definer function with an open search path',
    sql: 'alter function tenancy.claims() reset search_path',
  },
  {
    name: 'a definer function that looks into temporary tables first',
    sql: 'alter function tenancy.readable_folders() set search_path = pg_temp, pg_catalog',
  },
  {
    name: 'messages into a colleague’s conversation',
    sql: `alter table message drop constraint message_tenant_id_conversation_id_user_id_fkey`,
  },
  {
    name: 'citations under a colleague’s message',
    sql: 'alter table citation drop constraint citation_tenant_id_message_id_user_id_fkey',
  },
  {
    name: 'content unique over tenants',
    sql: 'create unique index document_mac on document (content_mac, id, tenant_id)',
  },
  {
    name: 'ids unique over tenants',
    sql: `create unique index message_ids on message (id, tenant_id)`,
  },
  {
    name: 'a table with a tenant and no lock',
    sql: 'create table note (tenant_id uuid not null, id uuid, primary key (tenant_id, id)); alter table note owner to tenantry_owner',
  },
];
