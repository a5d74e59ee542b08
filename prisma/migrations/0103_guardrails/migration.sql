-- What holds an assistant back: what it does not answer, what of a prompt the model is not told, which links it may give.
-- Versions of the persona carry it, so that name, persona and rules have one history. Null: from before there were rules.
alter table persona add column rules_sealed bytea;
grant update (rules_sealed) on persona to tenantry_app;
