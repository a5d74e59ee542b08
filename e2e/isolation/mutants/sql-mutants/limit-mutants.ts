import type { SqlMutant } from '../sql-mutant';

const LIMITS = 'tenancy.set_own_limits(integer,jsonb,text,timestamptz)';
const RAISE = 'tenancy.raise_plan(uuid,text,integer,text,timestamptz)';
const APPLY = 'tenancy.apply_plan_changes(timestamptz)';

/** Limits that a workspace moves or asks for, and its plan. */
export const LIMIT_MUTANTS: readonly SqlMutant[] = [
  {
    name: 'anybody of the workspace moves its limits',
    fn: LIMITS,
    find: " or tenancy.current_role_name() not in ('owner', 'admin')",
    replace: '',
  },
  {
    name: 'own limits on top of any tenant’s policy',
    fn: LIMITS,
    find: 'where p.tenant_id = target order by p.version',
    replace: 'where p.tenant_id <> target order by p.version',
  },
  { name: 'own limits of any name', fn: LIMITS, find: " <> '{}'", replace: ' is null' },
  {
    name: 'own limits without a range',
    fn: LIMITS,
    find: "(l.value #>> '{}')::numeric\n      > floor",
    replace: "(l.value #>> '{}')::numeric\n      > 1000000 + floor",
  },
  {
    name: 'own limits over a version that nobody looked at',
    fn: LIMITS,
    find: 'newest.version <> based_on',
    replace: 'false',
  },
  {
    name: 'admins raise the plan',
    fn: RAISE,
    find: "is distinct from 'owner'",
    replace: "not in ('owner', 'admin')",
  },
  {
    name: 'a lower plan at once',
    fn: RAISE,
    find: 'tenancy.plan_rank(to_plan) <= tenancy.plan_rank(old)',
    replace: 'to_plan = old',
  },
  {
    name: 'a plan raised over a policy that nobody looked at',
    fn: RAISE,
    find: 'newest <> based_on',
    replace: 'false',
  },
  {
    name: 'any tenant’s plan put by the app',
    sql: 'grant execute on function tenancy.put_plan(uuid, text, uuid, text, text, timestamptz) to tenantry_app',
  },
  {
    name: 'changes of plan before their time',
    fn: APPLY,
    find: ' and c.effective_at <= at',
    replace: '',
  },
  {
    name: 'changes of plan carried out by the app',
    sql: 'grant execute on function tenancy.apply_plan_changes(timestamptz) to tenantry_app',
  },
  {
    name: 'admins schedule a plan, in any name and state',
    sql: 'alter policy plan_change_schedule on plan_change with check (true)',
  },
  {
    name: 'admins undo a change of plan',
    sql: `alter policy plan_change_undo on plan_change using (state = 'scheduled') with check (state = 'undone')`,
  },
  {
    name: 'changes of plan read by every member',
    sql: 'alter policy plan_change_read on plan_change using (true)',
  },
  {
    name: 'limits asked for by every member, in any name',
    sql: 'alter policy quota_request_ask on quota_request with check (true)',
  },
  {
    name: 'requests for limits read by every member',
    sql: 'alter policy quota_request_read on quota_request using (true)',
  },
  {
    name: 'requests decided in any name',
    sql: `alter policy quota_request_decide on quota_request with check ((select tenancy.platform_role()) = 'operator')`,
  },
  {
    name: 'requests granted by the workspace itself',
    sql: `alter policy quota_request_withdraw on quota_request using (true) with check (true);
      alter table quota_request drop constraint quota_request_check1, drop constraint quota_request_check2`,
  },
];
