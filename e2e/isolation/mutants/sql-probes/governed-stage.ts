import { id, PEOPLE, TENANTS } from '../sql-people';
import type { SqlStage } from '../sql-stage';

const { ours, theirs } = TENANTS;
export const [CHANGE, LATER] = [id(801), id(802)];

interface Given {
  change?: string;
  targets?: readonly string[];
  stages?: readonly number[];
  basedOn?: number | null;
  starts?: string;
  ends?: string;
}

export const propose = (patch: object, given: Given = {}) => {
  const { change = CHANGE, targets = [ours], basedOn = 1, starts = 'null', ends = 'null' } = given;
  const stages = given.stages ?? targets.map(() => 1);
  return `select * from tenancy.propose_change('${change}', 'tenants', null, array['${targets.join("','")}']::uuid[],
    array[${stages}], ${basedOn}, '${JSON.stringify(patch)}', 'a reason', ${starts}, ${ends}, null, now())`;
};
export const decide = (approve: boolean, change = CHANGE) =>
  `select tenancy.decide_change('${change}', ${approve}, 'a reason', now()) as state`;
export const steer = (step: string, change = CHANGE) =>
  `select tenancy.steer_change('${change}', '${step}', 'a reason', now()) as state`;
export const run = (after = '0 seconds') =>
  `select tenancy.run_policy_changes(now() + interval '${after}') as ran`;

/** Both workspaces on the free plan's policy, and another operator. */
export async function onFree(stage: SqlStage): Promise<string> {
  await stage.becomeRoot();
  await stage.query(
    `update policy_version set manifest = (select manifest from plan_version where plan = 'free' and version = 1)
     where version = 1`,
  );
  await stage.query('delete from policy_change_target');
  const { rows } = await stage.query(
    `select tenancy.sign_context('platform', '${PEOPLE.halfOperator}', 'platform', 'operator', interval '1 hour') as token`,
  );
  return String(rows[0]?.token);
}

/** Requests a minute that each of the two has, and how many versions there are. */
export async function standing(stage: SqlStage): Promise<string> {
  await stage.becomeRoot();
  const { rows } = await stage.query(
    `select string_agg(v.rpm || '/' || v.version, ' ' order by v.tenant_id) as all from (
       select distinct on (p.tenant_id) p.tenant_id, p.version, p.manifest ->> 'requestsPerMinute' as rpm from policy_version p
       where p.tenant_id in ('${ours}', '${theirs}') order by p.tenant_id, p.version desc) v`,
  );
  return String(rows[0]?.all);
}
