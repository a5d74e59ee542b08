-- The cost tags of a question that waits: its calls are booked under them when it is answered.
alter table deferred_answer add column tags jsonb not null default '{}' check (jsonb_typeof(tags) = 'object');
grant insert (tags) on deferred_answer to tenantry_app;
