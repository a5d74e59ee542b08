import type { SqlMutant } from '../sql-mutant';

const SIGHT = 'tenancy.note_sight()';
const DEPTHS = 'tenancy.queue_depths()';

const without = (name: string, fn: string, find: string, replace = ''): SqlMutant => ({
  name,
  fn,
  find,
  replace,
});
const policy = (name: string, sql: string): SqlMutant => ({ name, sql: `alter policy ${sql}` });

/** Who saw documents, what was told of incidents, whom features are on for, which processes there are. */
export const OPERATIONS_RECORD_MUTANTS: readonly SqlMutant[] = [
  {
    name: 'documents opened without a trace',
    sql: 'drop trigger audit_entry_sight on audit_entry',
  },
  without(
    'a sight noted at another tenant',
    SIGHT,
    'select new.tenant_id, seen.id',
    "select '00000000-0000-4000-8000-000000000002', seen.id",
  ),
  policy(
    'who saw a document, shown to members',
    'document_sight_read on document_sight using (true)',
  ),
  policy(
    'who saw a document, shown to whoever has the operators’ login',
    'document_sight_operator on document_sight using (true)',
  ),
  {
    name: 'sights written by tenants',
    sql: 'create policy x on document_sight for insert to tenantry_app with check (true); grant insert on document_sight to tenantry_app',
  },
  policy(
    'notices sent by whoever has the operators’ login',
    'incident_notice_send on incident_notice with check (sent_by = (select tenancy.current_principal()))',
  ),
  policy(
    'notices sent in another’s name',
    "incident_notice_send on incident_notice with check ((select tenancy.platform_role()) = 'operator')",
  ),
  policy(
    'notes by whoever has the operators’ login',
    'incident_entry_add on incident_entry with check (by_id = (select tenancy.current_principal()))',
  ),
  policy(
    'notes in another’s name',
    "incident_entry_add on incident_entry with check ((select tenancy.platform_role()) = 'operator')",
  ),
  policy(
    'incidents closed in another’s name',
    "incident_change on incident with check ((select tenancy.platform_role()) = 'operator')",
  ),
  {
    name: 'a timeline that can be changed',
    sql: 'create policy x on incident_entry for update to tenantry_operator using (true) with check (true); grant update (text) on incident_entry to tenantry_operator',
  },
  policy('notices shown to members', 'incident_notice_read on incident_notice using (true)'),
  {
    name: 'who told it, shown to tenants',
    sql: 'grant select (sent_by) on incident_notice to tenantry_app',
  },
  {
    name: 'notices that nobody is mailed',
    sql: 'drop trigger event_of_incident on incident_notice',
  },
  without(
    'a notice mailed to another tenant',
    'tenancy.event_of_incident()',
    'put_event(new.tenant_id',
    "put_event('00000000-0000-4000-8000-000000000001'",
  ),
  policy(
    'flags set by whoever has the operators’ login',
    'feature_flag_set on feature_flag with check (changed_by = (select tenancy.current_principal()))',
  ),
  policy(
    'flags set in another’s name',
    "feature_flag_set on feature_flag with check ((select tenancy.platform_role()) = 'operator')",
  ),
  policy(
    'exceptions by whoever has the operators’ login',
    'feature_flag_tenant_set on feature_flag_tenant with check (changed_by = (select tenancy.current_principal()))',
  ),
  policy(
    'exceptions in another’s name',
    "feature_flag_tenant_set on feature_flag_tenant with check ((select tenancy.platform_role()) = 'operator')",
  ),
  policy('flags shown without a context', 'feature_flag_obey on feature_flag using (true)'),
  {
    name: 'why a flag was set, shown to tenants',
    sql: 'grant select (reason) on feature_flag to tenantry_app',
  },
  { name: 'flags without a history', sql: 'drop trigger feature_flag_kept on feature_flag' },
  {
    name: 'exceptions without a history',
    sql: 'drop trigger feature_flag_tenant_kept on feature_flag_tenant',
  },
  {
    name: 'tenants pretend to be instances',
    sql: 'grant execute on function tenancy.beat(uuid,text[],text,text,timestamptz,boolean,jsonb) to tenantry_app',
  },
  without(
    'queues shown to whoever has the operators’ login',
    DEPTHS,
    "coalesce(tenancy.platform_role(), '') not in ('operator', 'auditor')",
    'false',
  ),
  without(
    'notices planted at customers',
    'tenancy.plant_incident_notice(uuid,timestamptz)',
    ' and t.canary',
  ),
  without('flags planted at customers', 'tenancy.plant_flag(timestamptz)', ' and t.canary'),
];
