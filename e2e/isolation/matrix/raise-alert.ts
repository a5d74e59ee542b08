import { mismatchReports, reportMismatch } from '@/lib/db/report-mismatch';
import type { TenantContext } from '@/lib/tenancy/context';

/** An alert of the operators about the tenant of the context. */
export async function raiseAlert(ctx: TenantContext, place: string): Promise<void> {
  reportMismatch(ctx, place);
  await mismatchReports();
}
