import type { TenantFacts } from './context-class';
import type { Plan } from './schema';

/** What each of the database's functions that verify somebody says of the workspace. */
interface WorkspaceRow {
  tenant_id: string;
  slug: string;
  tenant_name: string;
  plan: string;
  time_zone: string;
  policy_version: number;
}

/** The part of a context that is the same for everybody of the workspace. */
export function workspaceFacts(row: WorkspaceRow): Omit<TenantFacts, 'principal'> {
  return {
    tenantId: row.tenant_id,
    slug: row.slug,
    tenantName: row.tenant_name,
    plan: row.plan as Plan,
    timeZone: row.time_zone,
    policyVersion: row.policy_version,
  };
}
