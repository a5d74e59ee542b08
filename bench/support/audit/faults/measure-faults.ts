import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { CHANGES } from './changes';
import { type FaultResult, faultEverywhere } from './fault-everywhere';
import { untriedActions } from './not-changes';

/** Every audited change with a fault at every await; and the actions of the logs that are neither tried nor excluded. */
export async function measureFaults(
  only?: string,
): Promise<{ results: FaultResult[]; untried: string[] }> {
  const scene = {
    tenant: await makeTenant('enterprise'),
    operator: await makePlatformPerson('operator'),
    second: await makePlatformPerson('operator'),
    finance: await makePlatformPerson('finance'),
  };
  const chosen = CHANGES.filter(({ action }) => !only || action.startsWith(only));
  return {
    results: await faultEverywhere(scene, chosen),
    untried: untriedActions(CHANGES.map(({ action }) => action)),
  };
}
