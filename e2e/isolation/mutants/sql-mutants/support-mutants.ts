import type { SqlMutant } from '../sql-mutant';

const READ = 'tenancy.read_support(uuid, uuid)';
const IN_FORCE = 'tenancy.support_in_force(uuid, uuid)';
const STANDS = 'tenancy.support_stands(uuid, uuid)';
const GRANT = 'tenancy.grant_support(uuid, text, uuid, uuid, bytea, integer)';
const MAY_READ = 'tenancy.may_read_since(uuid, uuid, uuid)';
const MAY_GRANT = 'tenancy.may_grant_support(uuid, uuid)';
const REVOKE = 'tenancy.revoke_support(uuid)';
const FALLEN = 'tenancy.end_fallen_support(uuid)';

/** A function's text, and what of it is left out or changed. */
const without = (name: string, fn: string, find: string, replace = ''): SqlMutant => ({
  name: `support: ${name}`,
  fn,
  find,
  replace,
});

/** Who of the platform reads what a tenant granted, and who grants it. */
export const SUPPORT_MUTANTS: readonly SqlMutant[] = [
  without('any operator reads', READ, ' and x.operator_id = operator for update', ' for update'),
  without('read in any role', READ, "tenancy.platform_role() is distinct from 'operator'", 'false'),
  without(
    'read without an audit entry',
    READ,
    'if not exists (select from public.platform_audit',
    'if false and not exists (select from public.platform_audit',
  ),
  without('read with any audit entry', READ, " and p.action = 'support.read'"),
  without('read with another’s audit entry', READ, "and p.detail ->> 'grant' = grant_id::text"),
  without('read out of force', READ, 'not tenancy.support_in_force(target, grant_id)', 'false'),
  without('readings are not told', READ, "perform tenancy.note_support(g, 'support.read', null);"),
  without(
    'readings are not counted',
    READ,
    'reads = x.reads + 1',
    'reads = greatest(x.reads, 0) + 0',
  ),
  without(
    'later messages are read',
    READ,
    'and m.conversation_id = g.conversation_id and m.ordinal <= g.up_to',
    'and m.conversation_id = g.conversation_id',
  ),
  without(
    'all conversations are read',
    READ,
    'm.tenant_id = target and m.conversation_id = g.conversation_id',
    'm.tenant_id = target',
  ),
  without(
    'all tenants’ messages are read',
    READ,
    'm.tenant_id = target and m.conversation_id',
    'm.conversation_id',
  ),
  without(
    'what was written before is read',
    READ,
    "coalesce(g.written_since, '-infinity')",
    "'-infinity'",
  ),
  without(
    'a trace shows the conversation',
    READ,
    '    return;\n  end if;\n  return query select v.tenant_id',
    '  end if;\n  return query select v.tenant_id',
  ),
  without(
    'all quotes are read',
    READ,
    'where c.tenant_id = target and m.conversation_id = g.conversation_id and',
    'where c.tenant_id = target and',
  ),
  without('revoked grants are in force', IN_FORCE, 'g.ended_at is null and '),
  without('grants never end', IN_FORCE, ' and g.expires_at > clock_timestamp()'),
  without('grants of paused tenants are in force', IN_FORCE, " and t.state = 'active'"),
  without('grants to who is no operator', IN_FORCE, " and o.platform_role = 'operator'"),
  without('grants to disabled operators', IN_FORCE, ' and o.disabled_at is null'),
  without(
    'grants outlive the right to grant',
    IN_FORCE,
    'and tenancy.may_grant_support(g.tenant_id, g.granted_by)',
  ),
  without(
    'grants outlive the right to read',
    IN_FORCE,
    "<= coalesce(g.written_since, '-infinity')",
    "is distinct from 'infinity'",
  ),
  without('foreign grants are told of', STANDS, 'g.tenant_id = tenancy.current_tenant()', 'true'),
  without(
    'granted by any role',
    GRANT,
    "tenancy.current_role_name() not in ('owner', 'admin', 'member')",
    'false',
  ),
  without('granted by who may not', GRANT, 'or not tenancy.may_grant_support(target, person)'),
  without(
    'granted unread',
    GRANT,
    'since := tenancy.may_read_since(target, person, about.id);',
    "since := '-infinity';",
  ),
  without(
    'granted twice',
    GRANT,
    "raise exception 'granted already' using errcode = 'TS003'",
    'null',
  ),
  without('colleagues’ are read unasked', MAY_READ, ' and s.admins_read'),
  without(
    'members read colleagues’',
    MAY_READ,
    "m.role in ('owner', 'admin') and s.admins_read",
    's.admins_read',
  ),
  without(
    'members grant unasked',
    MAY_GRANT,
    "(m.role in ('owner', 'admin') or s.members_grant)",
    'true',
  ),
  without('who left grants', MAY_GRANT, ' and m.accepted_at is not null'),
  without(
    'revoked by anybody',
    REVOKE,
    "and (tenancy.current_role_name() in ('owner', 'admin') or tenancy.current_principal() in (x.granted_by, x.person_id))",
  ),
  without('revoked in all tenants', REVOKE, 'x.tenant_id = tenancy.current_tenant() and '),
  without('ended too early', FALLEN, 'and not tenancy.support_in_force(x.tenant_id, x.id)'),
  {
    name: 'support: a grant can last longer than a day',
    sql: 'alter table support_grant drop constraint support_grant_a_day',
  },
  {
    name: 'support: grants are everybody’s to see',
    sql: 'alter policy support_grant_read on support_grant using (true)',
  },
  {
    name: 'support: grants are every operator’s to see',
    sql: 'alter policy support_grant_operator on support_grant using (true)',
  },
  {
    name: 'support: the operator has a grant on notes',
    sql: 'grant select on support_grant to tenantry_operator',
  },
  {
    name: 'support: the workspace changes grants',
    sql: 'alter policy support_grant_reseal on support_grant using (true) with check (true)',
  },
  {
    name: 'support: auditors read',
    sql: 'grant execute on function tenancy.read_support(uuid, uuid) to tenantry_auditor',
  },
  {
    name: 'support: the app reads',
    sql: 'grant execute on function tenancy.read_support(uuid, uuid) to tenantry_app',
  },
  {
    name: 'support: the app ends the grants of all',
    sql: 'grant execute on function tenancy.end_support_grants() to tenantry_app',
  },
  {
    name: 'support: grants outlive their conversation',
    sql: 'drop trigger conversation_ends_support on conversation',
  },
  {
    name: 'support: grants outlive their granter',
    sql: `drop trigger membership_ends_support on membership;
      drop trigger conversation_ends_support on conversation`,
  },
];
