import type { SqlMutant } from '../sql-mutant';

const TAKE = 'tenancy.take_alone(text,jsonb)';

/** Every check between a step that is alone in its batch and somebody's budgets. */
export const LONE_STEP_MUTANTS: readonly SqlMutant[] = [
  {
    name: 'a lone hold believes contexts that nobody signed',
    fn: TAKE,
    find: 'claim := tenancy.claims();',
    replace: "claim := (string_to_array(token, ':'))[2:5];",
  },
  {
    name: 'a lone hold leaves its context behind',
    fn: TAKE,
    find: "perform set_config('tenancy.context', '', true);",
    replace: '',
  },
  {
    name: 'a lone hold is taken for another person',
    fn: TAKE,
    find: "claim[3] = hold ->> 'principalKind' and claim[2] = hold ->> 'principalId'",
    replace: 'true',
  },
  {
    name: 'a hold’s context takes a lone hold',
    fn: TAKE,
    find: "claim[3] in ('user', 'key', 'worker')",
    replace: "claim[3] <> 'platform'",
  },
  {
    name: 'any secret settles a lone call',
    fn: 'tenancy.settle_alone(jsonb)',
    find: "r.holder_hash = sha256(convert_to(e.secret, 'UTF8'))",
    replace: 'e.secret is not null',
  },
];
