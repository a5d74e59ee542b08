import type { SqlMutant } from '../sql-mutant';

const CLAIM = 'tenancy.claim_deferred(text,interval,timestamptz)';
const RENEW = 'tenancy.renew_deferred(uuid,uuid,text,interval)';
const END = 'tenancy.end_deferred(uuid,integer,text,text,timestamptz)';
const PLACES = 'tenancy.deferred_places()';
const WAKE = 'tenancy.wake_deferred()';

/** Questions that wait, and the askers' contexts that a worker is given for them. */
export const DEFERRED_MUTANTS: readonly SqlMutant[] = [
  {
    name: 'cost tags of a question are anything',
    sql: 'alter table deferred_answer drop constraint deferred_answer_tags_check',
  },
  {
    name: 'questions of suspended tenants',
    fn: CLAIM,
    find: " and t.state = 'active'",
    replace: '',
  },
  {
    name: 'questions that another worker has',
    fn: CLAIM,
    find: "d.state = 'running' and d.locked_until < clock_timestamp()",
    replace: "d.state = 'running'",
  },
  {
    name: 'questions of which a call is open',
    fn: CLAIM,
    find: "and h.state = 'held'",
    replace: 'and false',
  },
  {
    name: 'questions of who is no member',
    fn: CLAIM,
    find: 'm.accepted_at is null or ',
    replace: '',
  },
  {
    name: 'questions of disabled people',
    fn: CLAIM,
    find: ' or u.disabled_at is not null',
    replace: '',
  },
  {
    name: 'questions under an owner’s context',
    fn: CLAIM,
    find: "'user', m.role, lease",
    replace: "'user', 'owner', lease",
  },
  {
    name: 'questions under a context that outlives the lease',
    fn: CLAIM,
    find: "'user', m.role, lease",
    replace: "'user', m.role, interval '1 day'",
  },
  {
    name: 'questions of revoked keys',
    fn: CLAIM,
    find: 'k.revoked_at is not null or ',
    replace: '',
  },
  {
    name: 'questions of expired keys',
    fn: CLAIM,
    find: ' or k.expires_at <= clock_timestamp()',
    replace: '',
  },
  {
    name: 'questions of keys under an owner’s context',
    fn: CLAIM,
    find: "'key', 'key', lease",
    replace: "'key', 'owner', lease",
  },
  {
    name: 'questions of keys under a context that outlives the lease',
    fn: CLAIM,
    find: "'key', 'key', lease",
    replace: "'key', 'key', interval '1 day'",
  },
  {
    name: 'questions of keys that another tenant’s key has asked',
    fn: CLAIM,
    find: 'k.tenant_id = c.tenant_id and ',
    replace: '',
  },
  {
    name: 'questions renewed for revoked keys',
    fn: RENEW,
    find: 'k.revoked_at is null and ',
    replace: '',
  },
  {
    name: 'questions renewed for expired keys',
    fn: RENEW,
    find: ' and (k.expires_at is null or k.expires_at > clock_timestamp())',
    replace: '',
  },
  {
    name: 'questions renewed under an owner’s context for keys',
    fn: RENEW,
    find: "k.id, 'key', 'key'",
    replace: "k.id, 'key', 'owner'",
  },
  {
    name: 'questions of nobody',
    sql: 'drop trigger deferred_answer_has_owner on deferred_answer',
  },
  {
    name: 'questions of a person ended everywhere',
    fn: 'tenancy.end_member_conversations()',
    find: 'd.tenant_id = old.tenant_id and ',
    replace: '',
  },
  {
    name: 'questions that outlive their person',
    fn: 'tenancy.end_member_conversations()',
    find: 'd.user_id = old.user_id',
    replace: 'false',
  },
  {
    name: 'questions renewed by another worker',
    fn: RENEW,
    find: 'and d.locked_by = worker and ',
    replace: 'and ',
  },
  {
    name: 'questions renewed for another tenant',
    fn: RENEW,
    find: 'd.tenant_id = renew_deferred.tenant and ',
    replace: '',
  },
  {
    name: 'questions renewed that wait',
    fn: RENEW,
    find: " and d.state = 'running'",
    replace: '',
  },
  {
    name: 'questions renewed for a suspended tenant',
    fn: RENEW,
    find: " and t.state = 'active'",
    replace: '',
  },
  {
    name: 'questions renewed for who is no member',
    fn: RENEW,
    find: ' and m.accepted_at is not null',
    replace: '',
  },
  {
    name: 'questions renewed for disabled people',
    fn: RENEW,
    find: ' and u.disabled_at is null',
    replace: '',
  },
  {
    name: 'questions ended in every tenant',
    fn: END,
    find: 'd.tenant_id = tenancy.current_tenant() and ',
    replace: '',
  },
  {
    name: 'questions ended by colleagues',
    fn: END,
    find: 'd.user_id = tenancy.current_principal()',
    replace: "tenancy.current_role_name() <> 'hold'",
  },
  {
    name: 'questions ended by any hold',
    fn: END,
    find: 'd.request_id = tenancy.held_request()',
    replace: 'tenancy.held_request() is not null',
  },
  {
    name: 'questions ended by an earlier attempt',
    fn: END,
    find: ' and d.attempts = attempt',
    replace: '',
  },
  {
    name: 'places in every tenant’s queue',
    fn: PLACES,
    find: 'd.tenant_id = (select tenancy.current_tenant()) and ',
    replace: '',
  },
  {
    name: 'places of colleagues',
    fn: PLACES,
    find: 'where o.user_id = (select tenancy.current_principal())',
    replace: '',
  },
  {
    name: 'questions of every tenant woken by one policy',
    fn: WAKE,
    find: 'd.tenant_id = new.tenant_id and ',
    replace: '',
  },
  {
    name: 'questions shown to colleagues',
    sql: 'alter policy deferred_answer_mine on deferred_answer using (true)',
  },
  {
    name: 'questions asked in another name',
    sql: 'alter policy deferred_answer_mine on deferred_answer with check (true)',
  },
];
