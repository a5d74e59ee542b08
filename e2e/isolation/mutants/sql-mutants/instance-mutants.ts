import type { SqlMutant } from '../sql-mutant';

const BEHIND = 'tenancy.instances_behind()';
const KNOWN = 'tenancy.behind()';

const ALERT = 'tenancy.tell_of_alert()';
const CHANGE = 'tenancy.tell_of_change()';
const DEPTHS = 'tenancy.queue_depths()';

const without = (name: string, fn: string, find: string, replace = ''): SqlMutant => ({
  name,
  fn,
  find,
  replace,
});

/** What instances know beside what is in force, and who is told of what waits. */
export const INSTANCE_MUTANTS: readonly SqlMutant[] = [
  without(
    'what instances know, shown to whoever has the operators’ login',
    BEHIND,
    "coalesce(tenancy.platform_role(), '') not in ('operator', 'auditor')",
    'false',
  ),
  {
    name: 'tenants have instances ask again',
    sql: 'grant execute on function tenancy.announce_behind(timestamptz) to tenantry_app',
  },
  {
    name: 'instances that are behind are told, and nobody knows',
    sql: 'drop policy platform_audit_definer_announce on platform_audit; create policy platform_audit_definer_announce on platform_audit for insert to tenantry_definer with check (false)',
  },
  without('versions of another tenant', KNOWN, 'where v.tenant_id = k.tenant and', 'where'),
  {
    name: 'alerts that nobody is told of',
    sql: 'drop trigger security_alert_noticed on security_alert',
  },
  {
    name: 'changes that wait, and nobody knows',
    sql: 'drop trigger policy_change_noticed on policy_change',
  },
  without(
    'alerts about another tenant',
    ALERT,
    'new.subject_tenant,',
    "'00000000-0000-4000-8000-000000000002',",
  ),
  without('one notice for alerts of all places', ALERT, " and n.payload ->> 'place' = new.place"),
  without('a notice of every alert of many', ALERT, "interval '10 minutes'", "interval '0'"),
  without('notices of changes that wait for nobody', CHANGE, "new.state = 'waiting'", 'true'),
  without(
    'notices with what was proposed',
    CHANGE,
    "'change', new.id",
    "'reason', new.reason, 'change', new.id",
  ),
  without(
    'entries with a place counted too',
    DEPTHS,
    'from public.audit_leaf l where l.place is null',
    'from public.audit_leaf l',
  ),
];
