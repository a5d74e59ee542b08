import type { SqlMutant } from '../sql-mutant';

const ADD = 'tenancy.add_member(uuid,text,text,text,timestamptz)';
const INVITE = 'tenancy.create_invitation_link(uuid,uuid,bytea,timestamptz)';
const SHUT_OUT = 'tenancy.shut_out_member(uuid,timestamptz)';
const READ = 'tenancy.read_link(bytea,timestamptz)';
const ACCEPT = 'tenancy.accept_membership(bytea,bytea,timestamptz)';
const FOLDERS = 'tenancy.readable_folders()';

/** Definer functions that make people, links and tenants, and the one that says who reads what. */
export const PEOPLE_MUTANTS: readonly SqlMutant[] = [
  {
    name: 'anybody of the platform provisions',
    fn: 'tenancy.provision(uuid,text,text,text,text,text,boolean,jsonb,text,uuid,uuid,text,text,timestamptz)',
    find: "tenancy.platform_role() is distinct from 'operator'",
    replace: 'false',
  },
  {
    name: 'anybody adds members',
    fn: ADD,
    find: "acting not in ('owner', 'admin') or ",
    replace: '',
  },
  {
    name: 'admins add admins',
    fn: ADD,
    find: "or (acting = 'admin' and person_role <> 'member')",
    replace: '',
  },
  {
    name: 'owners add owners',
    fn: ADD,
    find: "or person_role not in ('admin', 'member')",
    replace: '',
  },
  {
    name: 'strangers are in without a word',
    fn: 'tenancy.admit(uuid,uuid,text,text,text,timestamptz)',
    find: 'person_role, at, case when accepted then at end',
    replace: 'person_role, at, at',
  },
  {
    name: 'anybody shuts members out',
    fn: SHUT_OUT,
    find: "acting = 'owner' and m.role in ('admin', 'member') or acting = 'admin' and m.role = 'member'",
    replace: 'true',
  },
  {
    name: 'admins shut admins out',
    fn: SHUT_OUT,
    find: "acting = 'admin' and m.role = 'member'",
    replace: "acting = 'admin'",
  },
  {
    name: 'links into another tenant',
    fn: INVITE,
    find: 'tenant is not distinct from tenancy.current_tenant()',
    replace: 'true',
  },
  {
    name: 'links from anybody',
    fn: INVITE,
    find: ') is not true then',
    replace: ') is null and false then',
  },
  {
    name: 'links from any of the platform',
    fn: INVITE,
    find: "tenancy.platform_role() is not distinct from 'operator'",
    replace: 'tenancy.platform_role() is not null',
  },
  {
    name: 'links that work for years',
    fn: INVITE,
    find: "interval '7 days'",
    replace: "interval '7 years'",
  },
  {
    name: 'links beside earlier ones that still work',
    fn: INVITE,
    find: 'set used_at = at',
    replace: 'set used_at = null',
  },
  {
    name: 'links that spend those of others',
    fn: INVITE,
    find: 'l.user_id = person and l.for_tenant = tenant and l.used_at is null',
    replace: 'l.used_at is null',
  },
  {
    name: 'links for passwords where consent is owed',
    fn: INVITE,
    find: "when member.accepted_at is null then 'join'",
    replace: "when member.accepted_at is null then 'set_password'",
  },
  { name: 'links that were used', fn: READ, find: ' and l.used_at is null', replace: '' },
  { name: 'links that ended', fn: READ, find: ' and l.expires_at > read_link.at', replace: '' },
  {
    name: 'first passwords of accounts with other workspaces',
    fn: 'tenancy.first_password_open(uuid,uuid)',
    find: 'm.tenant_id = first_password_open.tenant',
    replace: 'true',
  },
  {
    name: 'acceptance by anybody',
    fn: ACCEPT,
    find: ' and l.user_id = tenancy.session_user_id(session_token_hash)',
    replace: '',
  },
  { name: 'acceptance twice', fn: ACCEPT, find: ' and l.used_at is null', replace: '' },
  {
    name: 'acceptance too late',
    fn: ACCEPT,
    find: 'and l.expires_at > accept_membership.at',
    replace: '',
  },
  { name: 'folders of every tenant', fn: FOLDERS, find: 'f.tenant_id = c.tenant and', replace: '' },
  {
    name: 'folders by people of another tenant',
    fn: FOLDERS,
    find: 'p.tenant_id = c.tenant and ',
    replace: '',
  },
  {
    name: 'folders by groups of another tenant',
    fn: FOLDERS,
    find: 'g.tenant_id = c.tenant and ',
    replace: '',
  },
  {
    name: 'folders by a group’s members in another tenant',
    fn: FOLDERS,
    find: 'm.tenant_id = g.tenant_id and ',
    replace: '',
  },
  {
    name: 'folders of any named person',
    fn: FOLDERS,
    find: ' and p.user_id = c.principal',
    replace: '',
  },
  { name: 'folders of any group', fn: FOLDERS, find: ' and m.user_id = c.principal', replace: '' },
  {
    name: 'folders by people whatever the audience',
    fn: FOLDERS,
    find: "f.audience = 'people' and ",
    replace: '',
  },
  {
    name: 'folders by groups whatever the audience',
    fn: FOLDERS,
    find: "f.audience = 'groups' and ",
    replace: '',
  },
  {
    name: 'every folder for members',
    fn: FOLDERS,
    find: "c.role in ('owner', 'admin', 'worker')",
    replace: "c.role in ('owner', 'admin', 'worker', 'member')",
  },
];
