import type { SqlMutant } from '../sql-mutant';

const MINT = 'tenancy.mint(bytea,text)';
const RENEW = 'tenancy.renew(uuid,text)';
const SESSION = 'tenancy.session_user_id(bytea)';
const SESSION_ID = 'tenancy.session_id(bytea)';
const LIST = 'tenancy.session_memberships(bytea)';
const PLATFORM = 'tenancy.mint_platform(bytea)';
const ROTATED = "s.rotated_at > clock_timestamp() - interval '1 minute'";

const without = (name: string, fn: string, find: string, replace = ''): SqlMutant => ({
  name,
  fn,
  find,
  replace,
});

/** Who is given a context. */
export const CREDENTIAL_MUTANTS: readonly SqlMutant[] = [
  without(
    'mint for any tenant of anybody',
    MINT,
    'm.tenant_id = coalesce(target, person) and ',
    '',
  ),
  without('mint for any person of the tenant', MINT, 'm.user_id = person', "m.role = 'owner'"),
  without(
    'mint for any session',
    MINT,
    'tenancy.session_user_id(mint.token_hash)',
    '(select s.user_id from public.user_session s where s.token_hash = mint.token_hash)',
  ),
  without('mint before the invitation is accepted', MINT, ' and m.accepted_at is not null'),
  without('mint for another address', MINT, 'case when n.slug = mint.slug then n.id end', 'n.id'),
  without('mint without a membership', MINT, 'if own_role is null then return; end if;'),
  without(
    'mint for a suspended tenant',
    MINT,
    "case when t.state = 'active' then",
    'case when true then',
  ),
  without('mint for an erased tenant', MINT, " and t.state in ('active', 'suspended')"),
  without('mint as owner', MINT, "'user', own_role", "'user', 'owner'"),
  without('mint for a day', MINT, "interval '60 seconds'", "interval '1 day'"),
  without('renew after the session was revoked', RENEW, 's.revoked_at is null and '),
  without('renew after the session ended', RENEW, ' and s.expires_at > clock_timestamp()'),
  without('renew for a disabled person', RENEW, ' and u.disabled_at is null'),
  without('renew before the invitation is accepted', RENEW, ' and m.accepted_at is not null'),
  without('renew for another address', RENEW, 't.slug = renew.slug and '),
  without(
    'renew for a suspended tenant',
    RENEW,
    "case when t.state = 'active' then",
    'case when true then',
  ),
  without('renew for an erased tenant', RENEW, " and t.state in ('active', 'suspended')"),
  without('renew for any session', RENEW, 's.id = renew.session and '),
  without('renew as owner', RENEW, "'user', m.role", "'user', 'owner'"),
  without('a session after it was revoked', SESSION, 's.revoked_at is null and '),
  without('a session after it ended', SESSION, 's.expires_at > clock_timestamp() and '),
  without('a session of a disabled person', SESSION, ' and u.disabled_at is null'),
  without('a token long after its rotation', SESSION, ` and ${ROTATED}`),
  without('a session id after it was revoked', SESSION_ID, 's.revoked_at is null and '),
  without('a session id after it ended', SESSION_ID, 's.expires_at > clock_timestamp()', 'true'),
  without('a session id long after its rotation', SESSION_ID, ` and ${ROTATED}`),
  without(
    'workspaces of everybody',
    LIST,
    'm.user_id = tenancy.session_user_id(session_memberships.token_hash) and ',
  ),
  without('workspaces before the invitation is accepted', LIST, ' and m.accepted_at is not null'),
  without('workspaces that are erased', LIST, " and t.state in ('active', 'suspended')", ''),
  without(
    'the platform without a second factor',
    PLATFORM,
    'u.demo or s.second_factor_at is not null',
    'true',
  ),
  without('the platform without a role', PLATFORM, ' and u.platform_role is not null'),
  without(
    'the platform by the second factor of another session',
    PLATFORM,
    '(s.token_hash = mint_platform.token_hash or s.previous_hash = mint_platform.token_hash)',
    'true',
  ),
  without(
    'finance signed as operator',
    PLATFORM,
    "'platform', u.platform_role",
    "'platform', 'operator'",
  ),
];
