-- Name, models and tools of an assistant, within what the policy grants. Versions of the persona carry them too, so that all of
-- an assistant has one history. Null: from before there were any.
alter table persona add column setup_sealed bytea;
grant update (setup_sealed) on persona to tenantry_app;
