import type { SqlMutant } from '../sql-mutant';

const HELD = 'tenancy.is_quarantined(uuid,uuid)';
const SHARE = 'tenancy.contained_share(uuid)';
const CHARGE = 'tenancy.charge_work(text,uuid,bigint,double precision)';
const HERS = ' and not tenancy.is_quarantined(k.tenant_id, k.id)';

const without = (name: string, fn: string, find: string, replace = ''): SqlMutant => ({
  name,
  fn,
  find,
  replace,
});
const policy = (name: string, sql: string): SqlMutant => ({ name, sql: `alter policy ${sql}` });

/** What operators put in force by hand: by whom, and what it does. */
export const HAND_CONTAINMENT_MUTANTS: readonly SqlMutant[] = [
  without('contexts of keys in quarantine', 'tenancy.claims()', HERS),
  without(
    'keys in quarantine minted',
    'tenancy.mint_key(uuid,bytea,inet)',
    "when tenancy.is_quarantined(k.tenant_id, k.id) then 'quarantined'",
  ),
  without('keys in quarantine remembered', 'tenancy.changed_keys(uuid[],uuid[],integer[])', HERS),
  without(
    'work goes on under keys in quarantine',
    'tenancy.ended_work(uuid[],uuid[],uuid[],uuid[])',
    HERS,
  ),
  without('a quarantine of every key', HELD, ", 'keyId', is_quarantined.key"),
  without('a quarantine without an end', HELD, ' and c.until > clock_timestamp()'),
  without(
    'turns charged by any tenant’s containment',
    SHARE,
    'c.tenant_id = contained_share.tenant and ',
  ),
  without('a lower weight without an end', SHARE, ' and c.until > clock_timestamp()'),
  without('a lower weight that is none', CHARGE, ' * tenancy.contained_share(tenant)'),
  policy(
    'containments by whoever has the operators’ login',
    "containment_by_hand on containment with check (started_by = (select tenancy.current_principal()) and metric = 'by_hand')",
  ),
  policy(
    'containments in another’s name',
    "containment_by_hand on containment with check ((select tenancy.platform_role()) = 'operator' and metric = 'by_hand')",
  ),
  policy(
    'containments by hand that say a rule did it',
    "containment_by_hand on containment with check ((select tenancy.platform_role()) = 'operator' and started_by = (select tenancy.current_principal()))",
  ),
  policy(
    'switches by whoever has the operators’ login',
    'platform_switch_begin on platform_switch with check (started_by = (select tenancy.current_principal()))',
  ),
  policy(
    'switches in another’s name',
    "platform_switch_begin on platform_switch with check ((select tenancy.platform_role()) = 'operator')",
  ),
  policy(
    'switches ended in another’s name',
    "platform_switch_end on platform_switch with check ((select tenancy.platform_role()) = 'operator')",
  ),
  policy(
    'switches shown without a context',
    'platform_switch_obey on platform_switch using (true)',
  ),
  {
    name: 'why something is off, shown to tenants',
    sql: 'grant select (reason) on platform_switch to tenantry_app',
  },
  {
    name: 'operators write what rules were',
    sql: 'create policy x on containment_rule_version for insert to tenantry_operator with check (true); grant insert on containment_rule_version to tenantry_operator',
  },
  policy(
    'what rules were, shown to whoever has the operators’ login',
    'containment_rule_version_operator on containment_rule_version using (true)',
  ),
  {
    name: 'rules change without a trace',
    sql: 'drop trigger containment_rule_kept on containment_rule',
  },
];
