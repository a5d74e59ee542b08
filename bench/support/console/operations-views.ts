import {
  listContainments,
  listRules,
  listSuspended,
  listSwitches,
} from '@/lib/containment/queries';
import { listRuleVersions } from '@/lib/containment/rule-history';
import { readChecks } from '@/lib/finance/books/read-checks';
import { incidentChoices, listIncidents } from '@/lib/incidents/queries';
import { listEndpoints } from '@/lib/notify/endpoints';
import { readHealth } from '@/lib/platform-health/read-health';
import { readEnforcement } from '@/lib/policies/enforcement';
import { listGroups } from '@/lib/policies/groups';
import { listChanges, readGoverned } from '@/lib/policies/queries';
import { readInbox } from '@/lib/quota-requests/read-inbox';
import { listAlerts } from '@/lib/security/alerts';
import { readSelfTests } from '@/lib/security/self-test/history';
import type { PlatformContext } from '@/lib/tenancy/context';
import type { MeasuredView } from './views';

/** The pages of the console that have no range: each reads what its page reads, all at once. */
export function operationsViews(operator: PlatformContext): MeasuredView[] {
  const pages: Record<string, readonly ((ctx: PlatformContext) => Promise<unknown>)[]> = {
    policies: [listChanges, listGroups, readGoverned, readEnforcement],
    containment: [
      ...[listContainments, listSuspended, listSwitches],
      ...[listRules, listRuleVersions, listEndpoints],
    ],
    incidents: [listIncidents, incidentChoices],
    health: [readHealth, readChecks],
    inbox: [(ctx) => readInbox(ctx, { open: true }), (ctx) => readInbox(ctx, { open: false })],
    security: [listAlerts, (ctx) => readSelfTests(ctx, undefined)],
  };
  return Object.entries(pages).map(([name, reads]) => ({
    name,
    read: () => Promise.all(reads.map((read) => read(operator))),
  }));
}
