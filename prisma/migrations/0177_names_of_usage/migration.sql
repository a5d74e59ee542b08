-- The names that finance chooses from (models, features, tags) are few, and their rows are many: from these indexes each name is
-- found by one look-up after the one before it.
create index ledger_rollup_models on ledger_rollup (model) where cut = 'use' and grain = 'month';
create index ledger_rollup_features on ledger_rollup (feature) where cut = 'use' and grain = 'month';
create index ledger_rollup_tags on ledger_rollup (tag) where cut = 'tag' and grain = 'month';
