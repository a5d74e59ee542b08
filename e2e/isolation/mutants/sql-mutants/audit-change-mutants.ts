import type { SqlMutant } from '../sql-mutant';

const CHANGES = 'tenancy.audit_changes(uuid[],uuid[])';

/** What the platform's people are shown of tenants' entries. */
export const AUDIT_CHANGE_MUTANTS: readonly SqlMutant[] = [
  {
    name: 'changes for whoever has the operators’ login',
    fn: CHANGES,
    find: "if coalesce(tenancy.platform_role(), '') not in ('operator', 'auditor') then",
    replace: 'if false then',
  },
  { name: 'every part of a change', fn: CHANGES, find: 'd.key = any (may.parts)', replace: 'true' },
  {
    name: 'changes of every action',
    fn: CHANGES,
    find: 'may.action = a.action',
    replace: "may.action in (a.action, 'plan.change')",
  },
  {
    name: 'changes of the tenant that has an entry of the same id',
    fn: CHANGES,
    find: 'a.tenant_id = asked.tenant_id and a.id = asked.id',
    replace: 'a.id = asked.id',
  },
  {
    name: 'what tenants’ entries hold, for operators',
    sql: 'grant select (detail) on audit_entry to tenantry_operator',
  },
];
