import type { SqlMutant } from '../sql-mutant';

const SEQUENCE = 'tenancy.sequence_audit(integer)';
const CHECKPOINT = 'tenancy.add_audit_checkpoint(uuid,bigint,bytea,timestamptz,text)';
const READERS =
  "(select tenancy.current_role_name()) not in ('hold', 'key') or (select tenancy.key_may(array['audit']))";

const TREE_TABLES = ['audit_leaf', 'audit_head', 'audit_tile', 'audit_checkpoint'];

/** Trees over the audit logs: who sees them, who writes them, and what grows. */
export const AUDIT_MUTANTS: readonly SqlMutant[] = [
  ...TREE_TABLES.flatMap((table): SqlMutant[] => [
    {
      name: `${table} of every tenant`,
      sql: `alter policy ${table}_own on ${table} using (${READERS})`,
    },
    {
      name: `${table} for every key`,
      sql: `alter policy ${table}_own on ${table} using (log_id = (select tenancy.current_tenant()))`,
    },
    {
      name: `${table} shown to whoever has the operators’ login`,
      sql: `alter policy ${table}_operator on ${table} using (true)`,
    },
    {
      name: `${table} written by the app`,
      sql: `grant insert on ${table} to tenantry_app; create policy planted on ${table} for insert to tenantry_app with check (true)`,
    },
    {
      name: `${table} removed by the worker`,
      sql: `grant delete on ${table} to tenantry_worker; create policy planted on ${table} for delete to tenantry_worker using (true)`,
    },
  ]),
  {
    name: 'leaves read by the worker',
    sql: 'grant select (body) on audit_leaf to tenantry_worker',
  },
  {
    name: 'leaves placed by the app',
    sql: `grant execute on function ${SEQUENCE} to tenantry_app`,
  },
  {
    name: 'checkpoints kept by the app',
    sql: `grant execute on function ${CHECKPOINT} to tenantry_app`,
  },
  {
    name: 'entries without a leaf',
    sql: 'alter table audit_entry disable trigger audit_entry_leaf',
  },
  {
    name: 'the platform’s entries without a leaf',
    sql: 'alter table platform_audit disable trigger platform_audit_leaf',
  },
  {
    name: 'leaves of one log for all',
    fn: 'tenancy.append_tenant_leaf()',
    find: 'new.tenant_id, new.id',
    replace: "'00000000-0000-4000-8000-000000000002', new.id",
  },
  {
    name: 'commitments that anybody can guess',
    fn: 'tenancy.audit_body(uuid,uuid,timestamptz,text,uuid,text,text,uuid,uuid,text,uuid,text)',
    find: 'salt::text || payload',
    replace: 'payload',
  },
  {
    name: 'a tree that does not grow',
    fn: SEQUENCE,
    find: 'tree_size := tree_size + 1;',
    replace: '',
  },
  {
    name: 'nodes hashed as leaves are',
    fn: SEQUENCE,
    find: "'\\x01'",
    replace: "'\\x00'",
  },
  {
    name: 'checkpoints of more than there is',
    fn: CHECKPOINT,
    find: 'h.size >= add_audit_checkpoint.size',
    replace: 'true',
  },
  {
    name: 'a witness’s answer replaced',
    sql: 'alter policy audit_checkpoint_definer_witness on audit_checkpoint using (true)',
  },
];
