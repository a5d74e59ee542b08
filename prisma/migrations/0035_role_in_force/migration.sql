-- Whoever loses a role loses it with the next transaction, not with the context's minute.
grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- The verified claims [scope, principal, kind, role] of this transaction's context, or null. A person's context ends with
-- the workspace's state, the membership or its role, not only with its minute: where it was entered, with the transaction
-- in which they change. The key is read each time: a constant of a cached plan could be printed by any session.
create or replace function tenancy.claims() returns text[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
declare
  token text := current_setting('tenancy.context', true);
  part text[];
  secret bytea;
  expected text;
begin
  if token is null or token = '' then return null; end if;
  part := string_to_array(token, ':');
  select k.key into secret from tenancy.context_key k;
  if current_setting('tenancy.entered', true) is distinct from tenancy.entry_proof(token, secret) then
    if array_length(part, 1) is distinct from 7 or part[1] <> 'v1' then return null; end if;
    expected := encode(extensions.hmac(array_to_string(part[1:6], ':')::bytea, secret, 'sha256'), 'hex');
    if expected is distinct from part[7] then return null; end if;
    if part[4] = 'user' and not exists (
      select from public.tenant t
      join public.membership m on m.tenant_id = t.id and m.user_id = part[3]::uuid and m.accepted_at is not null
        and m.role = part[5]
      where t.id = part[2]::uuid and t.state = 'active') then return null; end if;
  end if;
  if part[6]::bigint <= extract(epoch from clock_timestamp()) then return null; end if;
  return part[2:5];
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
