-- What tenants' entries say of a change, for operators and auditors. `detail` is not granted to them: it is read here alone, and
-- of each action only what is a limit, a role, a plan, a state, a count or a code; never a name, a text or an id of content.
-- What is not named here is not shown, new actions and new parts of old ones neither.
grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

create function tenancy.audit_changes(tenants uuid[], entries uuid[])
returns table (tenant_id uuid, id uuid, shown jsonb) language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if coalesce(tenancy.platform_role(), '') not in ('operator', 'auditor') then
    raise exception 'changes are for operators and auditors' using errcode = 'insufficient_privilege';
  end if;
  return query
    select a.tenant_id, a.id, jsonb_object_agg(d.key, d.value)
    from unnest(audit_changes.tenants, audit_changes.entries) asked (tenant_id, id)
      join public.audit_entry a on a.tenant_id = asked.tenant_id and a.id = asked.id
      join (values
        ('policy.edit', array['version', 'fields', 'from', 'to']),
        ('policy.end', array['version', 'fields', 'from', 'to']),
        ('policy.undo', array['version', 'fields', 'from', 'to']),
        ('policy.own_limits', array['version', 'fields']),
        ('policy.own_budgets', array['version', 'fields']),
        ('plan.change', array['from', 'to', 'version']),
        ('plan.schedule', array['from', 'to', 'effectiveAt']),
        ('quota.ask', array['wanted', 'days']),
        ('quota.decide', array['state', 'version', 'granted', 'days']),
        ('retention.change', array['from', 'to']),
        ('member.role', array['from', 'to']),
        ('member.add', array['role']),
        ('member.accept', array['role']),
        ('member.leave', array['role']),
        ('member.remove', array['role']),
        ('key.create', array['scopes', 'days', 'networks']),
        ('key.rotate', array['overlapHours']),
        ('containment.start', array['metric', 'actions', 'minutes', 'until']),
        ('containment.end', array['metric']),
        ('flag.set_tenant', array['flag', 'on']),
        ('placement.release', array['store', 'tier', 'generation'])
      ) may (action, parts) on may.action = a.action
      cross join lateral jsonb_each(case jsonb_typeof(a.detail) when 'object' then a.detail else '{}' end) d
    where d.key = any (may.parts)
    group by a.tenant_id, a.id;
end $$;
revoke all on function tenancy.audit_changes(uuid[], uuid[]) from public;
grant execute on function tenancy.audit_changes(uuid[], uuid[]) to tenantry_operator, tenantry_auditor;
reset role;
revoke create on schema tenancy from tenantry_definer;
