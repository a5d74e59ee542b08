-- The console reads the logs of all tenants as one list, newest first, narrowed by any one of these. A list is read from the
-- end of an index and cut off after a page: whatever it is narrowed to, no more of the log is read than what is shown.
create index audit_entry_at on audit_entry (at desc, id desc);
create index audit_entry_action on audit_entry (action, at desc, id desc);
create index audit_entry_kind on audit_entry (object_kind, at desc, id desc);
create index audit_entry_actor on audit_entry (actor_id, at desc, id desc);
create index audit_entry_object on audit_entry (object_id) where object_id is not null;
create index audit_entry_request on audit_entry (request_id) where request_id is not null;

create index platform_audit_action on platform_audit (action, at desc, id desc);
create index platform_audit_actor on platform_audit (actor_id, at desc, id desc);
create index platform_audit_tenant on platform_audit (subject_tenant, at desc, id desc) where subject_tenant is not null;
create index platform_audit_request on platform_audit ((detail ->> 'requestId')) where detail ? 'requestId';
