-- The keys that a key took the place of, the first of them first: a budget of one of them goes on for it.
alter table api_key no force row level security;
alter table api_key add column ancestors uuid[] not null default '{}';
with recursive chain as (
  select k.tenant_id, k.id, k.ancestors from api_key k where k.replaces is null
  union all
  select k.tenant_id, k.id, c.ancestors || c.id from chain c join api_key k on k.tenant_id = c.tenant_id and k.replaces = c.id
)
update api_key k set ancestors = c.ancestors from chain c
  where k.tenant_id = c.tenant_id and k.id = c.id and k.replaces is not null;
alter table api_key force row level security;
grant select (ancestors) on api_key to tenantry_app;
