import type { SqlMutant } from '../sql-mutant';

const CLAIMS = 'tenancy.claims()';
const SIGN = 'tenancy.sign_context(text,uuid,text,text,interval)';
const TENANT = 'tenancy.current_tenant()';

/** The signed context itself. */
export const CONTEXT_MUTANTS: readonly SqlMutant[] = [
  {
    name: 'claims without the signature',
    fn: CLAIMS,
    find: 'if expected is distinct from part[7] then return null; end if;',
    replace: '',
  },
  {
    name: 'claims with half a signature',
    fn: CLAIMS,
    find: 'expected is distinct from part[7]',
    replace: 'left(expected, 32) is distinct from left(part[7], 32)',
  },
  {
    name: 'claims with a signature in any case',
    fn: CLAIMS,
    find: 'expected is distinct from part[7]',
    replace: 'expected is distinct from lower(part[7])',
  },
  {
    name: 'claims without a signature where none is given',
    fn: CLAIMS,
    find: 'expected is distinct from part[7]',
    replace: "part[7] <> '' and expected is distinct from part[7]",
  },
  {
    name: 'claims without the expiry',
    fn: CLAIMS,
    find: 'if part[6]::bigint <= extract(epoch from clock_timestamp()) then return null; end if;',
    replace: '',
  },
  {
    name: 'claims with any number of parts',
    fn: CLAIMS,
    find: 'array_length(part, 1) is distinct from 7 or ',
    replace: '',
  },
  { name: 'claims of any version', fn: CLAIMS, find: " or part[1] <> 'v1'", replace: '' },
  {
    name: 'claims that sign no tenant',
    fn: CLAIMS,
    find: "payload := array_to_string(part[1:6], ':');",
    replace: `payload := array_to_string(part[1:6], ':');
      if part[2] <> 'platform' and part[3] = '00000000-0000-4000-8000-000000000011' then return part[2:5]; end if;`,
  },
  {
    name: 'the tenant read from the setting, unverified',
    fn: TENANT,
    find: "select case when c[3] <> 'platform' then c[1]::uuid end from tenancy.claims() c",
    replace:
      "select case when split_part(current_setting('tenancy.context', true), ':', 2) ~ '^[0-9a-f-]{36}$' then split_part(current_setting('tenancy.context', true), ':', 2)::uuid end",
  },
  {
    name: 'every tenant where there is no context',
    fn: TENANT,
    find: "select case when c[3] <> 'platform' then c[1]::uuid end from tenancy.claims() c",
    replace:
      "select coalesce((select case when c[3] <> 'platform' then c[1]::uuid end from tenancy.claims() c), (select t.id from public.tenant t order by t.id limit 1))",
  },
  {
    name: 'a platform role for any kind of context',
    fn: 'tenancy.platform_role()',
    find: "case when c[3] = 'platform' then c[4] end",
    replace: 'c[4]',
  },
  {
    name: 'contexts that last',
    fn: SIGN,
    find: 'clock_timestamp() + lifetime',
    replace: "clock_timestamp() + interval '10 years'",
  },
  { name: 'everybody signed as owner', fn: SIGN, find: 'kind, role,', replace: "kind, 'owner'," },
  {
    name: 'the app may sign',
    sql: `grant execute on function ${SIGN} to tenantry_app`,
  },
  { name: 'the app may read the key', sql: 'grant select on tenancy.context_key to tenantry_app' },
  { name: 'everybody may sign', sql: `grant execute on function ${SIGN} to public` },
];
