import { ownLog } from '@/lib/audit/proofs/log-sql';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { ComplianceReport, ReportAsk, ReportKind, ReportSection } from './schema';
import { readSignedRoot } from './signed-root';
import { tenantAccess } from './tenant/access';
import { tenantChanges } from './tenant/changes';
import { tenantErasures } from './tenant/erasures';
import { tenantResidency } from './tenant/residency';
import { tenantRetention } from './tenant/retention';

const SECTIONS: Record<
  ReportKind,
  (ctx: TenantContext, ask: ReportAsk) => Promise<ReportSection[]>
> = {
  access: tenantAccess,
  changes: tenantChanges,
  retention: tenantRetention,
  erasures: tenantErasures,
  residency: tenantResidency,
};

/** A compliance summary of the workspace, for its owners and admins. Throws `forbidden`. */
export async function readReport(
  ctx: TenantContext,
  kind: ReportKind,
  ask: ReportAsk,
): Promise<ComplianceReport> {
  authorize(ctx, 'compliance:read');
  const signed = await withTenantSql(ctx, (sql) => readSignedRoot(ownLog(sql), ctx.tenantId));
  return {
    kind,
    subject: ctx.slug,
    computedAt: now().toISOString(),
    from: ask.from,
    to: ask.to,
    signed,
    sections: await SECTIONS[kind](ctx, ask),
  };
}
