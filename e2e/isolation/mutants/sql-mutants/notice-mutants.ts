import type { SqlMutant } from '../sql-mutant';

const PUT = 'tenancy.put_notice(text,uuid,jsonb,timestamptz)';
const TELL = 'tenancy.tell_operators()';
const TEST = 'tenancy.put_test_notice(timestamptz)';
const CLAIM = 'tenancy.claim_notice(timestamptz)';
const END = 'tenancy.end_notice(uuid,uuid,timestamptz,timestamptz,text)';

const without = (name: string, fn: string, find: string, replace = ''): SqlMutant => ({
  name,
  fn,
  find,
  replace,
});
const policy = (name: string, sql: string): SqlMutant => ({ name, sql: `alter policy ${sql}` });
const grant = (name: string, sql: string): SqlMutant => ({ name, sql: `grant ${sql}` });

/** What operators are told outside of the console: who writes it, where it goes, who reads it. */
export const NOTICE_MUTANTS: readonly SqlMutant[] = [
  without('notices to where they no longer go', PUT, 'e.removed_at is null and '),
  without(
    'notices about another tenant',
    TELL,
    'new.tenant_id,',
    "'00000000-0000-4000-8000-000000000002',",
  ),
  without('notices of every containment', TELL, `new.actions @> '[{"kind": "notify"}]' and `),
  without(
    'notices of every change',
    TELL,
    'old.ended_at is null and new.ended_at is not null',
    'true',
  ),
  without(
    'notices with the operators’ reason',
    TELL,
    "'rule', new.rule_name",
    "'reason', new.end_reason, 'rule', new.rule_name",
  ),
  without(
    'tests by whoever has the operators’ login',
    TEST,
    "coalesce(tenancy.platform_role(), '') not in ('operator', 'finance')",
    'false',
  ),
  without(
    'deliveries before their time',
    CLAIM,
    'd.next_at <= claim_notice.at and ',
    'd.next_at is not null and ',
  ),
  without(
    'deliveries taken twice',
    CLAIM,
    '(d.locked_until is null or d.locked_until < clock_timestamp())',
    'true',
  ),
  without('deliveries to where notices no longer go', CLAIM, ' and e.removed_at is null'),
  without(
    'every delivery of a notice ended with one',
    END,
    ' and d.endpoint_id = end_notice.endpoint',
  ),
  without('what was delivered is ended again', END, ' and d.delivered_at is null'),
  grant('notices written by tenants', `execute on function ${PUT} to tenantry_app`),
  grant('tests by tenants', `execute on function ${TEST} to tenantry_app`),
  grant('deliveries taken by tenants', `execute on function ${CLAIM} to tenantry_app`),
  grant('deliveries ended by operators', `execute on function ${END} to tenantry_operator`),
  grant('secrets shown to operators', 'select (secret) on notice_endpoint to tenantry_operator'),
  grant(
    'addresses changed by operators',
    'update (address) on notice_endpoint to tenantry_operator',
  ),
  policy(
    'notices shown to whoever has the operators’ login',
    'notice_operator on notice using (true)',
  ),
  policy(
    'deliveries shown to whoever has the auditors’ login',
    'notice_delivery_auditor on notice_delivery using (true)',
  ),
  policy(
    'addresses shown to whoever has the operators’ login',
    'notice_endpoint_operator on notice_endpoint using (true)',
  ),
  policy(
    'addresses added in another name',
    "notice_endpoint_add on notice_endpoint with check ((select tenancy.platform_role()) = 'operator')",
  ),
  policy(
    'addresses added by whoever has the operators’ login',
    'notice_endpoint_add on notice_endpoint with check (created_by = (select tenancy.current_principal()))',
  ),
  policy(
    'addresses removed in another name',
    "notice_endpoint_remove on notice_endpoint with check ((select tenancy.platform_role()) = 'operator')",
  ),
  policy(
    'addresses removed by whoever has the operators’ login',
    'notice_endpoint_remove on notice_endpoint using (removed_at is null) with check (removed_by = (select tenancy.current_principal()))',
  ),
  policy(
    'addresses removed again',
    "notice_endpoint_remove on notice_endpoint using ((select tenancy.platform_role()) = 'operator')",
  ),
];
