import type { SqlMutant } from '../sql-mutant';

const PROPOSE =
  'tenancy.propose_change(uuid,text,text,uuid[],integer[],integer,jsonb,text,timestamptz,timestamptz,integer,timestamptz)';
const DECIDE = 'tenancy.decide_change(uuid,boolean,text,timestamptz)';
const STEER = 'tenancy.steer_change(uuid,text,text,timestamptz)';
const RUN = 'tenancy.run_policy_changes(timestamptz)';
const CARRY = 'tenancy.carry_stage(uuid,uuid,text,timestamptz)';
const CROSSING = 'tenancy.refuse_crossing()';
const GIVE = 'tenancy.give_back(uuid,text,uuid,text,text,timestamptz)';
const PUT = 'tenancy.put_parts(uuid,jsonb,jsonb,text,uuid,uuid,text,text,timestamptz)';
const ANNOUNCE = 'tenancy.announce_policy(uuid)';
const BEYOND = 'tenancy.beyond_bounds(jsonb,jsonb,jsonb,jsonb)';
const OPERATOR = "tenancy.platform_role() is distinct from 'operator'";

const without = (name: string, fn: string, find: string, replace = ''): SqlMutant => ({
  name,
  fn,
  find,
  replace,
});
const policy = (name: string, sql: string): SqlMutant => ({ name, sql: `alter policy ${sql}` });

/** Changes of policies: who proposes and decides, what the bounds hold, and what is carried out. */
export const GOVERNED_MUTANTS: readonly SqlMutant[] = [
  without('anybody proposes', PROPOSE, OPERATOR, 'false'),
  without('a version that nobody looked at', PROPOSE, 'newest is distinct from based_on', 'false'),
  without('parts that no policy has', PROPOSE, 'model -> f.key is null', 'false'),
  without('parts of another kind', PROPOSE, '<> jsonb_typeof(model -> f.key)', 'is null'),
  without(
    'policies that contradict themselves',
    PROPOSE,
    'not tenancy.policy_fits(old || patch)',
    'false',
  ),
  without('no bounds for anybody', PROPOSE, 'if not t.canary then', 'if false then'),
  without('any number of tenants', PROPOSE, "(bounds ->> 'tenants')::integer", '5000'),
  without(
    'measured against the version of just now',
    PROPOSE,
    'tenancy.day_old_policy(t.id)',
    'old',
  ),
  without(
    'limits without an upper bound',
    BEYOND,
    "(bounds ->> 'raisePercent')::numeric",
    '1000000',
  ),
  without('limits without a lower bound', BEYOND, "(bounds ->> 'lowerPercent')::numeric", '100'),
  without('parts that anybody changes alone', BEYOND, "bounds -> 'fields' ? k.f", 'false'),
  without('anybody announces', ANNOUNCE, OPERATOR, 'false'),
  without('anybody approves', DECIDE, OPERATOR, 'false'),
  without('who proposes approves', DECIDE, 'c.proposed_by = tenancy.current_principal()', 'false'),
  without('what was refused is approved', DECIDE, "c.state <> 'waiting'", 'false'),
  without('a refusal carries out', DECIDE, 'if approve and coalesce', 'if coalesce'),
  without('anybody takes back', STEER, OPERATOR, 'false'),
  without('paused roll-outs go on', STEER, ' and not c.paused', ''),
  without(
    'what was changed meanwhile is overwritten',
    PUT,
    'tenancy.parts_of(newest.manifest, expected) <> expected or ',
  ),
  without(
    'parts in place of the policy',
    PUT,
    'tenancy.with_parts(newest.manifest, parts)',
    'parts',
  ),
  without('all stages at once', CARRY, 'g.stage = c.stage + 1 and ', ''),
  without(
    'scheduled changes begin at once',
    PROPOSE,
    'coalesce(starts <= propose_change.at, true)',
    'true',
  ),
  without(
    'scheduled changes begin before their time',
    RUN,
    'coalesce(p.starts_at, p.proposed_at) <= run_policy_changes.at',
    'true',
  ),
  without(
    'stages come by themselves',
    RUN,
    'p.stage_at + p.stage_minutes * interval',
    'p.stage_at + coalesce(p.stage_minutes, 1) * interval',
  ),
  without('changes that never end', RUN, 'c.ends_at <= at', 'false'),
  without('a plan that never changed goes back', GIVE, ' and c.version is not null', ''),
  without('a plan goes back whole', GIVE, 'where given -> f = c.patch -> f', ''),
  without('what ended is taken back', STEER, ' and c.ends_at is null)', ')'),
  without('what is over comes back', CROSSING, 'new.ends_at > o.ends_at', 'false'),
  without('what can not begin is scheduled', CROSSING, 'from_then >= o.ends_at', 'false'),
  without(
    'what overlaps is scheduled',
    CROSSING,
    'to_then > coalesce(o.starts_at, o.proposed_at)',
    'false',
  ),
  without(
    'the outer of two ends first',
    RUN,
    'coalesce(p.ends_at <= run_policy_changes.at, false) desc, coalesce(p.starts_at, p.proposed_at) desc',
    'coalesce(p.starts_at, p.proposed_at)',
  ),
  {
    name: 'plans change by themselves, and nobody knows',
    sql: 'drop policy platform_audit_definer_plan on platform_audit; create policy platform_audit_definer_plan on platform_audit for insert to tenantry_definer with check (false)',
  },
  policy(
    'targets shown to whoever has the operators’ login',
    'policy_change_target_operator on policy_change_target using (true)',
  ),
  policy(
    'members of groups shown to whoever has the auditors’ login',
    'tenant_group_member_auditor on tenant_group_member using (true)',
  ),
  policy(
    'bounds shown to whoever has the operators’ login',
    'policy_bounds_operator on policy_bounds using (true)',
  ),
  policy(
    'groups made in another name',
    "tenant_group_add on tenant_group with check ((select tenancy.platform_role()) = 'operator')",
  ),
  {
    name: 'the worker’s run for operators',
    sql: `grant execute on function ${RUN} to tenantry_operator`,
  },
  {
    name: 'versions put by operators',
    sql: `grant execute on function ${PUT} to tenantry_operator`,
  },
];
