import type { SqlMutant } from '../sql-mutant';

const BEHIND = 'tenancy.instances_behind()';
const KNOWN = 'tenancy.behind()';

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
];
