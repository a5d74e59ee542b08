-- Who acts in a role that hardly anybody has is found in an index too: read from the end of the log, a page of such entries is
-- not full before all of it was read. Most entries of tenants are people's and the worker's, which a page is soon full of.
create index platform_audit_role on platform_audit (actor_role, at desc, id desc);
create index audit_entry_rare_kind on audit_entry (actor_kind, at desc, id desc) where actor_kind in ('key', 'operator', 'system');

-- Behind row-level security nothing is looked for in it: only what is in it at all was read, which is the looks at traces.
drop index platform_audit_request;
