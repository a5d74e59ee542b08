-- Entries of the ledger are written by the functions that settle, adjust and correct, which check them. With a grant of
-- its own a tenant's context could book itself a credit.
drop policy ledger_entry_add on ledger_entry;
revoke insert on ledger_entry from tenantry_app;
