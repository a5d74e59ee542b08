import type { SqlMutant } from '../sql-mutant';

const CLAIM = 'tenancy.claim_job(text,interval,integer)';
const RENEW = 'tenancy.renew_job(uuid,uuid,text,interval)';
const CLAIM_OPERATION = 'tenancy.claim_operation(text,interval)';
const RENEW_OPERATION = 'tenancy.renew_operation(uuid,uuid,text,interval)';
const STALE = 'tenancy.stale_reservations(interval,integer)';

/** Contexts that a worker is given. */
export const WORK_MUTANTS: readonly SqlMutant[] = [
  { name: 'jobs of suspended tenants', fn: CLAIM, find: " and t.state = 'active'", replace: '' },
  {
    name: 'jobs that another worker holds',
    fn: CLAIM,
    find: ' or j.locked_until < clock_timestamp()',
    replace: " or j.state = 'running'",
  },
  {
    name: 'jobs under an owner’s context',
    fn: CLAIM,
    find: "'worker', 'worker', lease",
    replace: "'worker', 'owner', lease",
  },
  {
    name: 'jobs under a context that outlives the lease',
    fn: CLAIM,
    find: "'worker', 'worker', lease",
    replace: "'worker', 'worker', interval '1 day'",
  },
  { name: 'renewal by another worker', fn: RENEW, find: ' and j.locked_by = worker', replace: '' },
  { name: 'renewal of a job that ended', fn: RENEW, find: " and j.state = 'running'", replace: '' },
  {
    name: 'renewal for a suspended tenant',
    fn: RENEW,
    find: " and t.state = 'active'",
    replace: '',
  },
  {
    name: 'renewal for another tenant',
    fn: RENEW,
    find: 'j.tenant_id = renew_job.tenant and ',
    replace: '',
  },
  {
    name: 'operations of tenants that are being erased',
    fn: CLAIM_OPERATION,
    find: " and o.kind = 'erase'",
    replace: '',
  },
  {
    name: 'operations that another worker holds',
    fn: CLAIM_OPERATION,
    find: ' and (o.locked_until is null or o.locked_until < clock_timestamp())',
    replace: '',
  },
  {
    name: 'operations renewed by another worker',
    fn: RENEW_OPERATION,
    find: ' and o.locked_by = worker',
    replace: '',
  },
  {
    name: 'operations renewed for another tenant',
    fn: RENEW_OPERATION,
    find: 'o.tenant_id = renew_operation.tenant and ',
    replace: '',
  },
  {
    name: 'operations renewed that never ran',
    fn: RENEW_OPERATION,
    find: " and o.state = 'running'",
    replace: '',
  },
  {
    name: 'holds that are fresh',
    fn: STALE,
    find: ' and r.renewed_at < clock_timestamp() - older_than',
    replace: '',
  },
  { name: 'holds that are settled', fn: STALE, find: "r.state = 'held' and ", replace: '' },
  {
    name: 'holds of erased tenants',
    fn: STALE,
    find: "and t.state in ('active', 'suspended', 'erasing')",
    replace: '',
  },
];
