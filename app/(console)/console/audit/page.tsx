import type { Metadata } from 'next';
import { AuditFilters } from '@/components/console/audit-filters';
import { AuditTable } from '@/components/console/audit-table';
import type { Params } from '@/components/console/href';
import { RangeBar } from '@/components/console/range-bar';
import { PageBody } from '@/components/shell/page-body';
import { PageHeader } from '@/components/ui/page-header';
import { clock } from '@/lib/clock';
import { parseRange } from '@/lib/console/range/schema';
import { readAudit } from '@/lib/console/read-audit';
import { auditFilterSchema } from '@/lib/console/schema';
import { platformPage } from '@/lib/http/page-context';

export const metadata: Metadata = { title: 'Audit log' };

export default async function AuditPage({ searchParams }: { searchParams: Promise<Params> }) {
  const ctx = await platformPage('operator', 'auditor');
  const params = await searchParams;
  const range = parseRange(params, clock().now(), '7d');
  const view = await readAudit(ctx, range, auditFilterSchema.parse(params));
  return (
    <PageBody width="wide">
      <PageHeader
        title="Audit log"
        description="What the platform’s people looked at and changed, and the tenants’ own logs without their content. Nothing is left out, the self-test’s tenants neither."
      />
      <RangeBar path="/console/audit" params={params} range={range} />
      <AuditFilters tenants={view.tenants} actions={view.actions} objects={view.objects} />
      <AuditTable page={view.page} path="/console/audit" params={params} />
    </PageBody>
  );
}
