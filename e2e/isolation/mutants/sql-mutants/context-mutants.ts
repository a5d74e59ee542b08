import type { SqlMutant } from '../sql-mutant';

const CLAIMS = 'tenancy.claims()';
const ENTER = 'tenancy.enter(text)';
const SIGN = 'tenancy.sign_context(text,uuid,text,text,interval)';
const TENANT = 'tenancy.current_tenant()';

/** With other things hashed. */
const proofOf = (name: string, hashed: string): SqlMutant => ({
  name,
  sql: `create or replace function tenancy.entry_proof(token text, key bytea) returns text language sql stable
    return encode(sha256(${hashed}), 'hex')`,
});

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
  {
    name: 'claims of a role that the membership has no more',
    fn: CLAIMS,
    find: 'and m.role = part[5]',
    replace: '',
  },
  { name: 'claims of any version', fn: CLAIMS, find: " or part[1] <> 'v1'", replace: '' },
  {
    name: 'claims that sign no tenant',
    fn: CLAIMS,
    find: 'expected := ',
    replace: `if part[2] <> 'platform' and part[3] = '00000000-0000-4000-8000-000000000011' then return part[2:5]; end if;
      expected := `,
  },
  {
    name: 'entered whatever the proof says',
    fn: CLAIMS,
    find: "current_setting('tenancy.entered', true) is distinct from tenancy.entry_proof(token, secret)",
    replace: "current_setting('tenancy.entered', true) = ''",
  },
  {
    name: 'entered by half a proof',
    fn: CLAIMS,
    find: "current_setting('tenancy.entered', true) is distinct from tenancy.entry_proof(token, secret)",
    replace:
      "left(current_setting('tenancy.entered', true), 32) is distinct from left(tenancy.entry_proof(token, secret), 32)",
  },
  {
    name: 'entered without the expiry',
    fn: CLAIMS,
    find: 'if part[6]::bigint <= ',
    replace:
      "if current_setting('tenancy.entered', true) is distinct from tenancy.entry_proof(token, secret) and part[6]::bigint <= ",
  },
  {
    name: 'entered without being verified',
    fn: ENTER,
    find: 'if tenancy.claims() is null then return false; end if;',
    replace: '',
  },
  {
    name: 'a context entered for the session',
    fn: ENTER,
    find: "coalesce(token, ''), true)",
    replace: "coalesce(token, ''), false)",
  },
  {
    name: 'a proof written for the session',
    fn: ENTER,
    find: 'tenancy.entry_proof(token, k.key), true)',
    replace: 'tenancy.entry_proof(token, k.key), false)',
  },
  proofOf(
    'a proof that needs no key',
    'int4send(pg_backend_pid()) || timestamptz_send(now()) || token::bytea',
  ),
  proofOf(
    'a proof that can be made longer',
    'key || int4send(pg_backend_pid()) || timestamptz_send(now()) || token::bytea',
  ),
  proofOf('a proof for any backend', 'key || timestamptz_send(now()) || token::bytea || key'),
  proofOf(
    'a proof for any transaction',
    'key || int4send(pg_backend_pid()) || token::bytea || key',
  ),
  proofOf(
    'a proof for any context',
    'key || int4send(pg_backend_pid()) || timestamptz_send(now()) || key',
  ),
  {
    name: 'the tenant read from the setting, unverified',
    fn: TENANT,
    find: 'c text[] := tenancy.claims();',
    replace: "c text[] := (string_to_array(current_setting('tenancy.context', true), ':'))[2:5];",
  },
  {
    name: 'every tenant where there is no context',
    fn: TENANT,
    find: "case when c[3] <> 'platform' then c[1]::uuid end",
    replace:
      "coalesce(case when c[3] <> 'platform' then c[1]::uuid end, (select t.id from public.tenant t order by t.id limit 1))",
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
