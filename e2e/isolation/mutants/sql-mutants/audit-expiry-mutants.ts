import type { SqlMutant } from '../sql-mutant';

const EXPIRE = 'tenancy.expire_audit(timestamptz,timestamptz,integer)';
const STORED = 'tenancy.stored_audit_checkpoint(uuid,bigint,timestamptz)';

/** What ends entries when their time is over, and what says how far an object store is. */
export const AUDIT_EXPIRY_MUTANTS: readonly SqlMutant[] = [
  { name: 'entries ended by the app', sql: `grant execute on function ${EXPIRE} to tenantry_app` },
  {
    name: 'entries of this year ended',
    fn: EXPIRE,
    find: "before > clock_timestamp() - interval '1 year'",
    replace: 'false',
  },
  {
    name: 'entries ended that no old checkpoint covers',
    fn: EXPIRE,
    find: 'order by c.size limit 1) < before',
    replace: 'order by c.size limit 1) is distinct from before',
  },
  {
    name: 'entries ended under a legal hold',
    fn: EXPIRE,
    find: 'where k.tenant_id = h.log_id and k.lifted_at is null',
    replace: 'where false',
  },
  {
    name: 'the platform’s entries ended about a tenant under a legal hold',
    fn: EXPIRE,
    find: 'p.id = x.entry_id and k.lifted_at is null',
    replace: 'false',
  },
  {
    name: 'entries ended in silence',
    fn: EXPIRE,
    find: 'if ended.here then',
    replace: 'if false then',
  },
  {
    name: 'leaves that are placed twice',
    sql: 'alter table audit_leaf disable trigger audit_leaf_kept',
  },
  {
    name: 'how much is stored, said by the app',
    sql: `grant execute on function ${STORED} to tenantry_app`,
  },
  {
    name: 'stored what was never signed',
    fn: STORED,
    find: 'c.size = stored_audit_checkpoint.size',
    replace: 'true',
  },
  {
    name: 'less stored than before',
    fn: STORED,
    find: 'where s.size < excluded.size',
    replace: '',
  },
  {
    name: 'how much is stored, shown to whoever has the operators’ login',
    sql: 'alter policy audit_store_operator on audit_store using (true)',
  },
];
