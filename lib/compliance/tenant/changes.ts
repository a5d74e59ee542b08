import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import type { ReportAsk, ReportSection } from '../schema';
import { entriesSection } from './entries';

/** What was changed in policies, plans, roles and keys. */
export function tenantChanges(ctx: TenantContext, ask: ReportAsk): Promise<ReportSection[]> {
  return withTenantSql(ctx, async (sql) => [
    await entriesSection(sql, 'Policies and plans', '^(policy|plan|quota|tenant)[.]', ask),
    await entriesSection(sql, 'People and roles', '^(member|group|support)[.]', ask),
    await entriesSection(sql, 'Keys, tools and webhooks', '^(key|tool|webhook)[.]', ask),
  ]);
}
