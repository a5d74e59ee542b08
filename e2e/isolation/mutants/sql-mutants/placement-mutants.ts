import type { SqlMutant } from '../sql-mutant';

const PROPOSE = 'tenancy.propose_placement(uuid,uuid,jsonb,jsonb,text,timestamptz,timestamptz)';
const BEGIN = 'tenancy.begin_move(uuid,uuid,text,timestamptz)';
const CARRY = 'tenancy.carry_stage(uuid,uuid,text,timestamptz)';
const STEER = 'tenancy.steer_change(uuid,text,text,timestamptz)';
const CLUSTER = 'tenancy.set_vector_endpoint(uuid,bytea,text,timestamptz)';

/** Where a tenant's data lies: who proposes and decides on a move, and what begins it. */
export const PLACEMENT_MUTANTS: readonly SqlMutant[] = [
  {
    ...{ name: 'anybody proposes a move', fn: PROPOSE },
    ...{ find: "tenancy.platform_role() is distinct from 'operator'", replace: 'false' },
  },
  {
    ...{ name: 'a move from a place that nobody looked at', fn: PROPOSE },
    ...{ find: 'tenancy.place_of(target) <> based_on', replace: 'false' },
  },
  {
    ...{ name: 'a move to a cluster that is not there', fn: PROPOSE },
    ...{ find: ' and p.has_cluster', replace: '' },
  },
  {
    ...{ name: 'two moves of one tenant proposed', fn: PROPOSE },
    ...{ find: "c.state in ('waiting', 'ready')", replace: 'false' },
  },
  {
    name: 'operators ask for moves themselves',
    sql: `alter policy tenant_operation_operator_add on tenant_operation with check ((select tenancy.platform_role()) = 'operator'
      and requested_by = (select tenancy.current_principal()) and state = 'queued')`,
  },
  {
    name: 'operators begin what nobody approved',
    sql: `grant execute on function ${BEGIN} to tenantry_operator`,
  },
  {
    ...{ name: 'a move from where the data does not lie any more', fn: BEGIN },
    ...{ find: 'tenancy.place_of(t.id) <> c.expects', replace: 'false' },
  },
  {
    ...{ name: 'an approved move that is forgotten while another runs', fn: CARRY },
    ...{ find: "if begun = 'waits' then return; end if;", replace: '' },
  },
  {
    ...{ name: 'a move is taken back by one operator', fn: STEER },
    ...{ find: "c.kind not in ('bounds', 'placement')", replace: "c.kind <> 'bounds'" },
  },
  {
    ...{ name: 'another cluster than the one that was looked at', fn: CLUSTER },
    ...{ find: "c.state in ('waiting', 'ready')", replace: 'false' },
  },
];
