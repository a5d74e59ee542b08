-- The names that finance chooses from (models, features, tags) are few, and their rows are many: from these indexes each name is
-- found by one look-up after the one before it.
create index ledger_rollup_models on ledger_rollup (model) where cut = 'use' and grain = 'month';
create index ledger_rollup_features on ledger_rollup (feature) where cut = 'use' and grain = 'month';
create index ledger_rollup_tags on ledger_rollup (tag) where cut = 'tag' and grain = 'month';

-- As before. With its names bound where it is made it needs no search path of its own, so PostgreSQL writes it into the query that
-- asks: a call costs a twentieth, of which each entry that is folded or not folded yet takes one.
grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;
create or replace function tenancy.pseudonym(tenant uuid, kind text, id uuid) returns text language sql stable parallel safe
  return kind || ':' || case id when '00000000-0000-0000-0000-000000000000' then 'erased'
    else substr(encode(sha256(convert_to(tenant::text || ':' || id::text, 'UTF8')), 'hex'), 1, 20) end;
reset role;
revoke create on schema tenancy from tenantry_definer;
