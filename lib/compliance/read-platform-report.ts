import { anyLog } from '@/lib/audit/proofs/log-sql';
import { PLATFORM_LOG } from '@/lib/audit/proofs/schema';
import { now } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { platformAccess } from './platform/access';
import { platformChanges } from './platform/changes';
import { platformErasures } from './platform/erasures';
import { platformResidency } from './platform/residency';
import { platformRetention } from './platform/retention';
import type { ComplianceReport, ReportAsk, ReportKind, ReportSection } from './schema';
import { readSignedRoot } from './signed-root';

const SECTIONS: Record<ReportKind, (sql: PlatformSql, ask: ReportAsk) => Promise<ReportSection[]>> =
  {
    access: platformAccess,
    changes: platformChanges,
    retention: platformRetention,
    erasures: platformErasures,
    residency: platformResidency,
  };

/** A compliance summary of the platform, for operators and auditors. Throws `forbidden`. */
export async function readPlatformReport(
  ctx: PlatformContext,
  kind: ReportKind,
  ask: ReportAsk,
): Promise<ComplianceReport> {
  authorizePlatform(ctx, 'compliance:read');
  const why = {
    action: 'compliance.view',
    reason: 'Looked at a compliance summary',
    detail: { kind },
    fold: '5 minutes',
  };
  const { signed, sections } = await withPlatform(ctx, why, async (sql) => ({
    signed: await readSignedRoot(anyLog(sql, PLATFORM_LOG), PLATFORM_LOG),
    sections: await SECTIONS[kind](sql, ask),
  }));
  return {
    kind,
    subject: 'the platform',
    computedAt: now().toISOString(),
    from: ask.from,
    to: ask.to,
    signed,
    sections,
  };
}
