import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import type { AuditedChange } from './audited-change';
import { DOCUMENT_CHANGES } from './document-changes';
import { type FaultResult, faultEverywhere } from './fault-everywhere';
import { LIBRARY_CHANGES } from './library-changes';
import { MONEY_CHANGES } from './money-changes';
import { PEOPLE_CHANGES } from './people-changes';
import { PLATFORM_CHANGES } from './platform-changes';
import { recordedActions } from './recorded-actions';
import { SETTINGS_CHANGES } from './settings-changes';
import { WORK_CHANGES } from './work-changes';

const CHANGES: readonly AuditedChange[] = [
  ...DOCUMENT_CHANGES,
  ...LIBRARY_CHANGES,
  ...PEOPLE_CHANGES,
  ...SETTINGS_CHANGES,
  ...PLATFORM_CHANGES,
  ...MONEY_CHANGES,
  ...WORK_CHANGES,
];

/** Every change that can be tried here, with a fault at every await; and the recorded actions that are not among them. */
export async function measureFaults(
  only?: string,
): Promise<{ results: FaultResult[]; untried: string[] }> {
  const scene = {
    tenant: await makeTenant('enterprise'),
    operator: await makePlatformPerson('operator'),
    finance: await makePlatformPerson('finance'),
  };
  const chosen = CHANGES.filter(({ action }) => !only || action.startsWith(only));
  const tried = new Set(CHANGES.map(({ action }) => action));
  return {
    results: await faultEverywhere(scene, chosen),
    untried: recordedActions().filter((action) => !tried.has(action)),
  };
}
