-- Where a tenant's data lies is governed like its policy. A move is proposed with a reason and always approved by another operator;
-- PostgreSQL alone then asks for the work, under the id of the change and in the name of whoever proposed it. Operators ask for no
-- move themselves any more, only for the end of a way back.

alter table policy_change drop constraint policy_change_kind_check,
  add constraint policy_change_kind_check check (kind in ('tenants', 'plan', 'bounds', 'placement')),
  -- So that the constraint on what is beyond the bounds asks for a second person, whatever the bounds say.
  add constraint policy_change_placement_check check (kind <> 'placement' or beyond = '{placement}');

alter policy tenant_operation_operator_add on tenant_operation
  with check ((select tenancy.platform_role()) = 'operator' and requested_by = (select tenancy.current_principal())
    and state = 'queued' and (kind <> 'move' or detail = '{"release": true}'));
create policy tenant_operation_definer_move on tenant_operation for insert to tenantry_definer
  with check (kind = 'move' and state = 'queued' and requested_role = 'operator' and exists (
    select from policy_change c where c.id = tenant_operation.id and c.kind = 'placement' and c.decided_by is not null
      and c.proposed_by = tenant_operation.requested_by and tenant_operation.detail = jsonb_build_object('target', c.patch)));
create policy audit_entry_definer_move on audit_entry for insert to tenantry_definer
  with check (action = 'operation.move' and object_kind = 'operation');

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- What a change of placement is compared with; null for an unknown tenant.
create function tenancy.place_of(target uuid) returns jsonb language sql stable
set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('databaseTier', p.database_tier, 'vectorStore', p.vector_store, 'vectorTier', p.vector_tier)
  from public.tenant_placement p where p.tenant_id = target
$$;

-- Proposes another place for a tenant's data in the name of the signed operator. `based_on` is the place that the operator looked at;
-- another one since is a unique violation, and a move that is proposed, waits or runs already an object in use.
create function tenancy.propose_placement(change uuid, target uuid, based_on jsonb, place jsonb, why text, starts timestamptz,
  at timestamptz) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  p record;
begin
  if tenancy.platform_role() is distinct from 'operator' then
    raise exception 'placements are for operators to change' using errcode = 'insufficient_privilege';
  end if;
  -- Two operators at once, or one who gives its cluster another address: the second one waits here.
  select x.endpoint_sealed is not null as has_cluster, n.state into p
    from public.tenant_placement x join public.tenant n on n.id = x.tenant_id where x.tenant_id = target for update of x;
  if not found or p.state not in ('active', 'suspended') then
    raise exception 'no such tenant' using errcode = 'no_data_found';
  end if;
  if not coalesce(place = jsonb_build_object('databaseTier', place ->> 'databaseTier', 'vectorStore', place ->> 'vectorStore',
      'vectorTier', place ->> 'vectorTier')
    and place ->> 'databaseTier' in ('shared', 'schema') and place ->> 'vectorStore' in ('lancedb', 'qdrant', 'pgvector')
    and place ->> 'vectorTier' in ('shared', 'namespace', 'dedicated')
    and (place ->> 'vectorTier' <> 'dedicated' or place ->> 'vectorStore' <> 'lancedb' and p.has_cluster)
    and place <> based_on and length(trim(why)) between 3 and 500, false) then
    raise exception 'not another place with a reason' using errcode = 'check_violation';
  end if;
  if tenancy.place_of(target) <> based_on then
    raise exception 'it lies elsewhere by now' using errcode = 'unique_violation';
  end if;
  if exists (select from public.policy_change c join public.policy_change_target g on g.change_id = c.id
      where g.tenant_id = target and c.kind = 'placement' and c.state in ('waiting', 'ready'))
    or exists (select from public.tenant_operation o
      where o.tenant_id = target and o.kind = 'move' and o.state in ('queued', 'running') and o.detail ? 'target') then
    raise exception 'a move is proposed or runs' using errcode = 'object_in_use';
  end if;
  insert into public.policy_change_target (tenant_id, change_id, stage, expects, state, at)
    values (target, change, 1, based_on, 'waiting', propose_placement.at);
  insert into public.policy_change (id, kind, patch, expects, reason, proposed_by, proposed_at, starts_at, stages, beyond, state)
    values (change, 'placement', place, based_on, trim(why), tenancy.current_principal(), propose_placement.at, starts, 1,
      '{placement}', 'waiting');
  return 'waiting';
end $$;

-- Asks for the move that was approved, with the entry in the tenant's log: `begun`; `waits` while another move has not ended, or
-- `overtaken` where the data lies elsewhere by now. For the function below.
create function tenancy.begin_move(change uuid, actor uuid, actor_kind text, at timestamptz) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c public.policy_change;
  t record;
begin
  select * into strict c from public.policy_change p where p.id = change;
  select n.id, n.state into strict t from public.policy_change_target g join public.tenant n on n.id = g.tenant_id
    where g.change_id = change;
  if t.state not in ('active', 'suspended') then return 'overtaken'; end if;
  if exists (select from public.tenant_operation o
    where o.tenant_id = t.id and o.kind = 'move' and o.state in ('queued', 'running')) then return 'waits'; end if;
  if tenancy.place_of(t.id) <> c.expects then return 'overtaken'; end if;
  insert into public.tenant_operation (tenant_id, id, kind, detail, requested_by, requested_role, reason, created_at)
    values (t.id, c.id, 'move', jsonb_build_object('target', c.patch), c.proposed_by, 'operator', c.reason, at)
    on conflict do nothing;
  if not found then return 'waits'; end if;
  insert into public.audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, outcome, detail)
    values (t.id, gen_random_uuid(), at, actor_kind, actor, 'operation.move', 'operation', c.id, 'ok',
      jsonb_build_object('from', c.expects, 'to', c.patch, 'proposedBy', c.proposed_by, 'decidedBy', c.decided_by));
  return 'begun';
end $$;

-- As before, and a move.
create or replace function tenancy.carry_stage(change uuid, actor uuid, actor_kind text, at timestamptz) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c public.policy_change;
  t record;
  put integer;
  becomes text;
  begun text;
begin
  select * into strict c from public.policy_change p where p.id = change;
  if c.kind = 'tenants' then
    for t in
      select g.tenant_id, g.expects, n.state from public.policy_change_target g join public.tenant n on n.id = g.tenant_id
      where g.change_id = c.id and g.stage = c.stage + 1 and g.state = 'waiting' order by g.tenant_id
    loop
      put := case when t.state in ('active', 'suspended') then
        tenancy.put_parts(t.tenant_id, t.expects, c.patch, 'policy.edit', c.id, actor, actor_kind, c.reason, at) end;
      update public.policy_change_target g set state = case when put is null then 'overtaken' else 'in_force' end, version = put,
        at = carry_stage.at where g.tenant_id = t.tenant_id and g.change_id = c.id;
    end loop;
  elsif c.kind = 'plan' then
    insert into public.plan_version (plan, version, manifest, reason, author_id, created_at)
      select c.plan, v.version + 1, v.manifest || c.patch, c.reason, c.proposed_by, at
      from (select * from public.plan_version p where p.plan = c.plan order by p.version desc limit 1) v
      where tenancy.parts_of(v.manifest, c.expects) = c.expects and tenancy.policy_fits(v.manifest || c.patch)
      returning version into put;
  elsif c.kind = 'placement' then
    begun := tenancy.begin_move(c.id, actor, actor_kind, at);
    -- It is asked for again until the move that runs has ended.
    if begun = 'waits' then return; end if;
    update public.policy_change_target g set state = case begun when 'begun' then 'in_force' else 'overtaken' end, at = carry_stage.at
      where g.change_id = c.id;
  else
    insert into public.policy_bounds (version, bounds, reason, author_id, created_at)
      select b.version + 1, b.bounds || c.patch, c.reason, c.proposed_by, at
      from (select * from public.policy_bounds p order by p.version desc limit 1) b
      where tenancy.parts_of(b.bounds, c.expects) = c.expects
      returning version into put;
  end if;
  becomes := case when c.kind <> 'tenants' and put is null and begun is distinct from 'begun' then 'withdrawn'
    when c.stage + 1 = c.stages and c.ends_at is null then 'done' else 'in_force' end;
  update public.policy_change p set stage = c.stage + 1, stage_at = at, version = put, state = becomes,
    ended_at = case when becomes <> 'in_force' then at end where p.id = c.id;
end $$;

-- As before, and no move is taken back: the way back is a move too, which is proposed.
create or replace function tenancy.steer_change(change uuid, step text, why text, at timestamptz) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c public.policy_change;
begin
  if tenancy.platform_role() is distinct from 'operator' then
    raise exception 'policies are for operators to change' using errcode = 'insufficient_privilege';
  end if;
  if length(coalesce(trim(why), '')) not between 3 and 500 then
    raise exception 'not a step with a reason' using errcode = 'check_violation';
  end if;
  select * into c from public.policy_change p where p.id = change for update;
  if not found then return null; end if;
  if step = 'withdraw' and c.state in ('waiting', 'ready') then
    update public.policy_change p set state = 'withdrawn', ended_at = steer_change.at where p.id = change;
  elsif step in ('pause', 'go_on') and c.state in ('ready', 'in_force') and c.stage < c.stages and c.paused = (step = 'go_on') then
    update public.policy_change p set paused = (step = 'pause') where p.id = change;
  elsif step = 'next' and c.state = 'in_force' and c.stage < c.stages and not c.paused then
    perform tenancy.carry_stage(change, tenancy.current_principal(), 'operator', at);
  elsif step = 'undo' and c.state in ('in_force', 'done') and c.kind not in ('bounds', 'placement') then
    perform tenancy.give_back(change, 'undone', tenancy.current_principal(), 'operator', trim(why), at);
    if not exists (select from public.policy_change_target g where g.change_id = change and g.state = 'undone')
      and not exists (select from public.policy_change p where p.id = change and p.ended_version is not null) then
      return 'overtaken';
    end if;
    update public.policy_change p set state = 'undone', ended_at = steer_change.at where p.id = change;
  else
    return null;
  end if;
  return (select p.state from public.policy_change p where p.id = change);
end $$;

-- As before, and not while a move there is proposed, waits or runs: whoever approves it approves the cluster that is set.
create or replace function tenancy.set_vector_endpoint(tenant uuid, sealed_endpoint bytea, host text, at timestamptz)
returns boolean language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tenancy.platform_role() is distinct from 'operator' then
    raise exception 'a vector cluster needs an operator' using errcode = 'insufficient_privilege';
  end if;
  perform from public.tenant_placement p where p.tenant_id = tenant for update;
  if exists (select from public.policy_change c join public.policy_change_target g on g.change_id = c.id
      where g.tenant_id = tenant and c.kind = 'placement' and c.state in ('waiting', 'ready') and c.patch ->> 'vectorTier' = 'dedicated')
    or exists (select from public.tenant_operation o where o.tenant_id = tenant and o.kind = 'move'
      and o.state in ('queued', 'running') and o.detail -> 'target' ->> 'vectorTier' = 'dedicated') then return false; end if;
  update public.tenant_placement p set endpoint_sealed = sealed_endpoint, endpoint_host = host, changed_at = at
    where p.tenant_id = tenant and p.vector_tier <> 'dedicated' and p.building_tier is distinct from 'dedicated';
  return found;
end $$;

revoke all on function tenancy.place_of(uuid),
  tenancy.propose_placement(uuid, uuid, jsonb, jsonb, text, timestamptz, timestamptz),
  tenancy.begin_move(uuid, uuid, text, timestamptz) from public;
grant execute on function tenancy.propose_placement(uuid, uuid, jsonb, jsonb, text, timestamptz, timestamptz) to tenantry_operator;
reset role;
revoke create on schema tenancy from tenantry_definer;
