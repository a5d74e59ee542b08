import type { SqlMutant } from '../sql-mutant';

const USE = 'tenancy.use_resources(timestamptz,bigint,bigint,bigint)';
const RECORD = 'tenancy.record_messages(jsonb)';
const PLAN = 'tenancy.note_plan()';
const ROOM = 'tenancy.tell_room()';
const ENDED = 'tenancy.remove_ended_answers(integer)';
const CORRECT = 'tenancy.correct_work()';
const THEIRS = "'00000000-0000-4000-8000-000000000002'";

const without = (name: string, fn: string, find: string, replace = ''): SqlMutant => ({
  name,
  fn,
  find,
  replace,
});
const policy = (name: string, sql: string): SqlMutant => ({ name, sql: `alter policy ${sql}` });
const grant = (name: string, sql: string): SqlMutant => ({ name, sql: `grant ${sql}` });

/** What is counted and kept of a tenant's use: resources, messages, kept answers, plans, turns, room in a budget. */
export const KEPT_FIGURE_MUTANTS: readonly SqlMutant[] = [
  without('resources of every tenant', USE, ' where t.id = target'),
  without('resources of the last use alone', USE, 'd.pages + excluded.pages', 'excluded.pages'),
  without('resources without a tenant', USE, 'if target is null then', 'if false then'),
  without(
    'messages without the secret of their hold',
    RECORD,
    "and x.holder_hash = sha256(convert_to(d.secret, 'UTF8'))",
  ),
  without('messages of another tenant’s hold', RECORD, 'x.tenant_id = d.tenant and '),
  without('messages of a hold that is open', RECORD, " and x.state <> 'held'"),
  without('messages of another feature’s hold', RECORD, " and x.feature = 'messages'"),
  without(
    'messages of any tenant',
    RECORD,
    'select g.tenant_id, g.request_id',
    `select ${THEIRS}, g.request_id`,
  ),
  without(
    'messages in any tenant’s log',
    RECORD,
    'select g.tenant_id, g.audit',
    `select ${THEIRS}::uuid, g.audit`,
  ),
  policy(
    'kept answers of every key',
    `idempotent_answer_mine on idempotent_answer using ((select tenancy.current_role_name()) = 'key')`,
  ),
  policy(
    'kept answers under another key’s name',
    `idempotent_answer_mine on idempotent_answer with check ((select tenancy.current_role_name()) = 'key')`,
  ),
  policy(
    'kept answers over or not',
    `idempotent_answer_over on idempotent_answer using ((select tenancy.current_role_name()) = 'key')`,
  ),
  policy(
    'kept answers removed before they are over',
    `idempotent_answer_over on idempotent_answer using (true);
     alter policy idempotent_answer_end on idempotent_answer using (true)`,
  ),
  policy(
    'kept answers shown to the definer before they are over',
    'idempotent_answer_definer on idempotent_answer using (true); alter policy idempotent_answer_definer_end on idempotent_answer using (true)',
  ),
  without(
    'kept answers swept of one tenant alone',
    ENDED,
    'i.tenant_id = t.id',
    'i.tenant_id = t.id and t.id < all (select x.id from public.tenant x where x.id <> t.id)',
  ),
  grant('kept answers swept by the app', `execute on function ${ENDED} to tenantry_app`),
  policy(
    'kept answers changed whenever',
    'idempotent_answer_reseal_read on idempotent_answer using (true); alter policy idempotent_answer_reseal on idempotent_answer using (true) with check (true)',
  ),
  without(
    'plans noted for another tenant',
    PLAN,
    'values (new.id, clock_timestamp()',
    `values (${THEIRS}, clock_timestamp()`,
  ),
  without(
    'plans noted as they were',
    PLAN,
    'clock_timestamp(), new.plan',
    'clock_timestamp(), old.plan',
  ),
  grant(
    'plans written by operators',
    `insert on tenant_plan to tenantry_operator;
     create policy tenant_plan_more on tenant_plan for insert to tenantry_operator with check (true)`,
  ),
  policy(
    'plans shown to whoever has finance’s login',
    'tenant_plan_finance on tenant_plan using (true)',
  ),
  policy(
    'plans shown to whoever has the operators’ login',
    'tenant_plan_operator on tenant_plan using (true)',
  ),
  grant('turns shown to tenants', 'select on work_share to tenantry_app'),
  grant(
    'turns charged by workers',
    'execute on function tenancy.charge_work(text, uuid, bigint, double precision) to tenantry_worker',
  ),
  grant(
    'weights shown to tenants',
    'execute on function tenancy.work_weight(uuid) to tenantry_app',
  ),
  grant(
    'who holds most shown to workers',
    'execute on function tenancy.work_at_cap(integer) to tenantry_worker',
  ),
  without('turns of every tenant corrected', CORRECT, 's.tenant_id = old.tenant_id and '),
  without(
    'turns given back and charged',
    CORRECT,
    "case new.state when 'queued' then -old.charged",
    "case new.state when 'queued' then 0",
  ),
  without(
    'room of every tenant’s budget of that name told',
    ROOM,
    'd.tenant_id = b.tenant_id and ',
  ),
];
