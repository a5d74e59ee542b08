-- A context is renewed for the session it was minted for, whatever its token is by now: a token rotates
-- while a long answer streams. The session's id never leaves the server.

create function tenancy.session_id(token_hash bytea) returns uuid language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select s.id from public.user_session s
  where s.revoked_at is null and s.expires_at > clock_timestamp()
    and (s.token_hash = session_id.token_hash
      or (s.previous_hash = session_id.token_hash and s.rotated_at > clock_timestamp() - interval '1 minute'))
$$;

-- One row with the next context, null while the tenant is suspended; no row once the session or the
-- membership is over.
create function tenancy.renew(session uuid, slug text) returns table (context text)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select case when t.state = 'active' then tenancy.sign_context(t.id::text, u.id, 'user', m.role, interval '60 seconds') end
  from public.user_session s
  join public.app_user u on u.id = s.user_id and u.disabled_at is null
  join public.membership m on m.user_id = u.id
  join public.tenant t on t.id = m.tenant_id
  where s.id = renew.session and s.revoked_at is null and s.expires_at > clock_timestamp()
    and t.slug = renew.slug and t.state in ('active', 'suspended')
$$;

revoke all on function tenancy.session_id(bytea), tenancy.renew(uuid, text) from public;
grant execute on function tenancy.session_id(bytea), tenancy.renew(uuid, text) to tenantry_app;
grant create on schema tenancy to tenantry_definer;
alter function tenancy.session_id(bytea) owner to tenantry_definer;
alter function tenancy.renew(uuid, text) owner to tenantry_definer;
revoke create on schema tenancy from tenantry_definer;
