import type { SqlMutant } from '../sql-mutant';

const BATCH = 'tenancy.budget_batch(text[],jsonb,jsonb)';
const ADJUST = 'tenancy.adjust_entry(uuid,uuid,uuid,jsonb,text,timestamptz)';

const MINUTES = 'tenancy.remove_minute_counters(timestamptz,integer)';
const END_MINUTE = 'alter policy budget_counter_definer_end_minute on budget_counter using';

/** Every check between a step of a batch and somebody's budgets. */
export const BUDGET_MUTANTS: readonly SqlMutant[] = [
  {
    name: 'a batch believes contexts that nobody signed',
    fn: BATCH,
    find: 'claim := tenancy.claims();',
    replace: "claim := (string_to_array(tokens[i], ':'))[2:5];",
  },
  {
    name: 'a batch leaves its last context behind',
    fn: BATCH,
    find: "perform set_config('tenancy.context', '', true);",
    replace: '',
  },
  {
    name: 'a context ends holds of other tenants',
    fn: BATCH,
    find: 'token_tenant[e.token] = x.tenant_id\n',
    replace: 'token_tenant[e.token] is not null\n',
  },
  {
    name: 'a hold’s context ends other holds',
    fn: BATCH,
    find: "(token_kind[e.token] <> 'hold' or token_holder[e.token] = x.id)",
    replace: 'true',
  },
  {
    name: 'any secret ends a hold',
    fn: BATCH,
    find: "x.holder_hash = sha256(convert_to(e.secret, 'UTF8'))",
    replace: 'e.secret is not null',
  },
  {
    name: 'settling without a proof',
    fn: BATCH,
    find: "e.kind <> 'renew' and r.tenant_id = e.tenant and r.id = e.id and r.settled_at is null\n        and e.holds",
    replace:
      "e.kind <> 'renew' and r.tenant_id = e.tenant and r.id = e.id and r.settled_at is null",
  },
  {
    name: 'renewing without a proof',
    fn: BATCH,
    find: '          for update skip locked)\n        and e.holds',
    replace: '          for update skip locked)',
  },
  {
    name: 'what was booked is told without a proof',
    fn: BATCH,
    find: 'r.id = e.id and e.holds\n    where e.place not in',
    replace: 'r.id = e.id\n    where e.place not in',
  },
  {
    name: 'holds are taken for another person',
    fn: BATCH,
    find: 'token_kind[r.token] = r."principalKind" and token_holder[r.token] = r."principalId"',
    replace: 'true',
  },
  {
    name: 'a hold’s context takes holds',
    fn: BATCH,
    find: " is true\n      and token_kind[r.token] <> 'hold'",
    replace: ' is true\n     ',
  },
  {
    name: 'calls of other tenants are adjusted',
    fn: ADJUST,
    find: 'tenant = tenancy.current_tenant() and ',
    replace: '',
  },
  {
    name: 'a person adjusts',
    fn: ADJUST,
    find: "tenancy.current_role_name() = 'worker'",
    replace: 'tenancy.current_role_name() is not null',
  },
  {
    name: 'a hold’s context adjusts other calls',
    fn: ADJUST,
    find: ' and tenancy.current_principal() = call',
    replace: '',
  },
  {
    name: 'operators adjust',
    fn: ADJUST,
    find: "tenancy.platform_role() = 'finance'",
    replace: 'tenancy.platform_role() is not null',
  },
  {
    name: 'cost tags of a hold are anything',
    sql: 'alter table reservation drop constraint reservation_tags_check',
  },
  {
    name: 'budgets of minutes that still count are removed',
    fn: MINUTES,
    find: " - interval '1 hour'",
    replace: '',
  },
  {
    name: 'a clock that runs ahead removes budgets of minutes',
    fn: MINUTES,
    find: 'least(at, clock_timestamp())',
    replace: 'at',
  },
  {
    name: 'budgets of days are removed',
    sql: `${END_MINUTE} (held_tokens = 0 and held_nano = 0)`,
  },
  {
    name: 'budgets are removed under held tokens',
    sql: `${END_MINUTE} (period = 'minute' and held_nano = 0)`,
  },
  {
    name: 'budgets are removed under held money',
    sql: `${END_MINUTE} (period = 'minute' and held_tokens = 0)`,
  },
  {
    name: 'the app removes budgets of minutes',
    sql: `grant execute on function ${MINUTES} to tenantry_app`,
  },
];
