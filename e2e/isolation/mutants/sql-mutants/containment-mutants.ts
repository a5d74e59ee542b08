import type { SqlMutant } from '../sql-mutant';

const START = 'tenancy.start_containment(uuid,uuid,uuid,double precision,timestamptz)';
const END = 'tenancy.end_containments(timestamptz)';
const PLANT = 'tenancy.plant_containment(uuid,timestamptz)';

const without = (name: string, fn: string, find: string, replace = ''): SqlMutant => ({
  name,
  fn,
  find,
  replace,
});
const policy = (name: string, sql: string): SqlMutant => ({ name, sql: `alter policy ${sql}` });

/** What contains a tenant: who begins and ends it, and whom. */
export const CONTAINMENT_MUTANTS: readonly SqlMutant[] = [
  without(
    'anybody contains the own tenant',
    START,
    "target is null or tenancy.current_role_name() is distinct from 'worker'",
    'target is null',
  ),
  without('rules that are off begin', START, ' and c.enabled'),
  without('canaries are contained', START, 't.id = target and t.canary', 'false'),
  without(
    'a rule in force for another tenant',
    START,
    'values (target, containment, r.id',
    "values ('00000000-0000-4000-8000-000000000002', containment, r.id",
  ),
  without(
    'a containment as long as the caller’s figure',
    START,
    'r.minutes * interval',
    'value * interval',
  ),
  without(
    'a rule pauses every tenant',
    START,
    "where t.id = target and t.state = 'active'",
    "where t.state = 'active'",
  ),
  without(
    'a beginning in another tenant’s log',
    START,
    'values (target, entry,',
    "values ('00000000-0000-4000-8000-000000000002', entry,",
  ),
  without('whatever holds is ended', END, ' and c.until <= end_containments.at'),
  without(
    'every containment of a tenant is ended',
    END,
    'where c.tenant_id = over.tenant_id and c.id = over.id;',
    'where c.tenant_id = over.tenant_id;',
  ),
  without(
    'a pause lifted though another holds',
    END,
    'and c.ended_at is null and tenancy.pauses(c.actions)',
    'and false',
  ),
  without('whatever ends, resumes', END, 'if tenancy.pauses(over.actions) then', 'if true then'),
  without(
    'every tenant is resumed',
    END,
    "where t.id = over.tenant_id and t.state = 'suspended'",
    "where t.state = 'suspended'",
  ),
  without(
    'an end in another tenant’s log',
    END,
    'values (over.tenant_id, gen_random_uuid()',
    "values ('00000000-0000-4000-8000-000000000002', gen_random_uuid()",
  ),
  {
    name: 'tenants end what contains others',
    sql: `grant execute on function ${END} to tenantry_app`,
  },
  without('containments planted at customers', PLANT, ' and t.canary'),
  without('containments planted again and again', PLANT, 'c.tenant_id = target', 'false'),
  without(
    'planted containments that hold',
    PLANT,
    'plant_containment.at\n    from',
    'null\n    from',
  ),
  policy(
    'containments ended by whoever has the operators’ login',
    'containment_end on containment using (ended_at is null) with check (ended_by = (select tenancy.current_principal()))',
  ),
  policy(
    'containments ended in another name',
    "containment_end on containment with check ((select tenancy.platform_role()) = 'operator')",
  ),
  policy(
    'containments ended a second time',
    "containment_end on containment using ((select tenancy.platform_role()) = 'operator')",
  ),
  policy(
    'containments shown to whoever has the operators’ login',
    'containment_operator on containment using (true)',
  ),
  {
    name: 'containments changed by operators',
    sql: 'grant update (actions) on containment to tenantry_operator',
  },
  {
    name: 'figures shown to the tenant',
    sql: 'grant select (value) on containment to tenantry_app',
  },
  policy('rules shown to tenants', 'containment_rule_watch on containment_rule using (true)'),
  policy(
    'rules shown to whoever has the auditors’ login',
    'containment_rule_auditor on containment_rule using (true)',
  ),
  policy(
    'rules edited in another name',
    "containment_rule_edit on containment_rule with check ((select tenancy.platform_role()) = 'operator')",
  ),
  policy(
    'rules edited by whoever has the operators’ login',
    'containment_rule_edit on containment_rule using (true) with check (edited_by = (select tenancy.current_principal()))',
  ),
  {
    name: 'rules that measure something else',
    sql: 'grant update (metric) on containment_rule to tenantry_operator',
  },
];
