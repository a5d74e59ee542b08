import type { SqlMutant } from '../sql-mutant';

const MINT = 'tenancy.mint(bytea,text)';
const RENEW = 'tenancy.renew(uuid,text)';
const BEGAN = 'tenancy.session_began(bytea)';
const ENDED = 'tenancy.ended_work(uuid[],uuid[],uuid[],uuid[])';
const TELLS = 'tenancy.signed_out_of(bytea,text)';
const SIGN_OUT = 'tenancy.sign_out_member(uuid)';
const MANAGED = "(m.role = 'member' or m.role = 'admin' and own_role = 'owner')";

const without = (name: string, fn: string, find: string, replace = ''): SqlMutant => ({
  name,
  fn,
  find,
  replace,
});

/** Who signs whom out of a workspace, what that ends, and who is told. */
export const SIGNED_OUT_MUTANTS: readonly SqlMutant[] = [
  without(
    'mint for who was signed out',
    MINT,
    ' and (m.signed_out_at is null or m.signed_out_at < began)',
    '',
  ),
  without(
    'mint for a session that began as its person was signed out',
    MINT,
    'm.signed_out_at < began',
    'm.signed_out_at <= began',
  ),
  without(
    'mint for nobody who was ever signed out',
    MINT,
    'm.signed_out_at is null or m.signed_out_at < began',
    'm.signed_out_at is null',
  ),
  without(
    'renew for who was signed out',
    RENEW,
    'and (m.signed_out_at is null or m.signed_out_at < s.created_at)',
  ),
  without(
    'renew for a session that began as its person was signed out',
    RENEW,
    'm.signed_out_at < s.created_at',
    'm.signed_out_at <= s.created_at',
  ),
  without(
    'sessions that begin when they are asked about',
    BEGAN,
    's.created_at',
    'clock_timestamp()',
  ),
  without(
    'work that goes on after its person was signed out',
    ENDED,
    'm.signed_out_at >= s.created_at',
    'false',
  ),
  without(
    'work of a session that began as its person was signed out',
    ENDED,
    'm.signed_out_at >= s.created_at',
    'm.signed_out_at > s.created_at',
  ),
  without(
    'work that ends although its person came back',
    ENDED,
    'm.signed_out_at >= s.created_at',
    'm.signed_out_at is not null',
  ),
  without(
    'work of another workspace that ends',
    ENDED,
    'm.tenant_id = w.tenant and m.user_id = s.user_id',
    'm.user_id = s.user_id',
  ),
  without(
    'work of colleagues that ends',
    ENDED,
    'm.tenant_id = w.tenant and m.user_id = s.user_id',
    'm.tenant_id = w.tenant',
  ),
  without(
    'anybody signs members out',
    SIGN_OUT,
    "own_role not in ('owner', 'admin')",
    "own_role not in ('owner', 'admin', 'member', 'worker')",
  ),
  without('members are signed out under no context', SIGN_OUT, 'target is null or ', ''),
  without('who signs out is signed out', SIGN_OUT, ' or person = tenancy.current_principal()', ''),
  without('members are signed out everywhere', SIGN_OUT, 'm.tenant_id = target and ', ''),
  without('everybody is signed out', SIGN_OUT, 'm.user_id = person and ', ''),
  without('who never came in is signed out', SIGN_OUT, ' and m.accepted_at is not null', ''),
  without('admins sign admins out', SIGN_OUT, ' and own_role = ', ' or own_role = '),
  without('admins sign owners out', SIGN_OUT, MANAGED, 'true'),
  without(
    'anybody is told who was signed out',
    TELLS,
    'm.user_id = tenancy.session_user_id(signed_out_of.token_hash) and ',
  ),
  without(
    'sessions that are over are told who was signed out',
    TELLS,
    'tenancy.session_user_id(signed_out_of.token_hash)',
    '(select s.user_id from public.user_session s where s.token_hash = signed_out_of.token_hash)',
  ),
  without(
    'who came back is told the way in again',
    TELLS,
    'm.signed_out_at >= tenancy.session_began(signed_out_of.token_hash)',
    'm.signed_out_at is not null',
  ),
  without(
    'every member is told to sign in again',
    TELLS,
    'm.signed_out_at >= tenancy.session_began(signed_out_of.token_hash)',
    'true',
  ),
  without('who never came in is told of the workspace', TELLS, ' and m.accepted_at is not null'),
  without(
    'told of a workspace for the asking of another',
    TELLS,
    't.slug = signed_out_of.slug',
    'true',
  ),
  {
    name: 'the app undoes a sign-out',
    sql: 'grant update (signed_out_at) on membership to tenantry_app',
  },
  {
    name: 'the app asks when sessions began',
    sql: 'grant execute on function tenancy.session_began(bytea) to tenantry_app',
  },
];
