-- 0011 placed no tenant that was there already: the tables' owner obeys the policies of `tenant` and has none, so it
-- found nobody. Without a placement nobody gets a context for a tenant.
alter table tenant no force row level security;
alter table tenant_placement no force row level security;
insert into tenant_placement (tenant_id, vector_tier, changed_at)
  select t.id, case t.isolation_tier when 'shared' then 'shared' else 'namespace' end, t.created_at from tenant t
  where t.state <> 'erased'
  on conflict (tenant_id) do nothing;
alter table tenant force row level security;
alter table tenant_placement force row level security;
