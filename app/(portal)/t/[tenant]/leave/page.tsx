import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { LeaveFacts } from '@/components/leaving/leave-facts';
import { LeaveForm } from '@/components/leaving/leave-form';
import { TakeBackButton } from '@/components/leaving/take-back-button';
import { ExportCard } from '@/components/lifecycle/export-card';
import { PageBody } from '@/components/shell/page-body';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { formatDateTime } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { clock } from '@/lib/clock';
import { AppError } from '@/lib/errors';
import { tenantPage } from '@/lib/http/page-context';
import { proofKind } from '@/lib/identity/confirm-person';
import { sessionToken } from '@/lib/identity/current-session';
import { readLeave, readLeavePlan } from '@/lib/leaving/queries';
import { listExports } from '@/lib/lifecycle/export/list-exports';
import { sendsMail } from '@/lib/notify/send-mail';
import { listOwnOperations } from '@/lib/operations/list-operations';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'End the workspace' };

export default async function LeavePage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantPage((await params).tenant);
  // Beside the layout's check, with which the page runs at the same time.
  if (!can(ctx, 'workspace:end')) notFound();
  const token = await sessionToken();
  if (!token) throw new AppError('unauthenticated', 'Sign in to go on.');
  const [plan, leave, exports, operations, proof] = await Promise.all([
    readLeavePlan(ctx),
    readLeave(ctx),
    listExports(ctx),
    listOwnOperations(ctx),
    proofKind(token),
  ]);
  const { slug, tenantName, timeZone } = ctx;
  return (
    <PageBody>
      <PageHeader
        title="End the workspace"
        breadcrumb={[{ label: 'Data', href: `/t/${slug}/data` }, { label: 'End the workspace' }]}
        description={`Everything of ${tenantName} is erased after ${plan.days} days in which any owner can take it back.`}
      />
      {leave && (
        <Alert
          kind="warn"
          className="mb-6"
          title={`${tenantName} ends on ${formatDateTime(leave.endsAt, { timeZone })} ${timeZone}`}
          text={`Asked for by ${leave.askedBy ?? 'somebody who left'}: ${leave.reason}.${leave.putOff ? ' It was put off: a legal hold keeps the workspace, or it was suspended.' : ''}`}
          action={<TakeBackButton slug={slug} />}
        />
      )}
      <Card title="What happens" className="mb-6">
        <LeaveFacts plan={plan} mails={sendsMail()} />
      </Card>
      <ExportCard
        slug={slug}
        exports={exports}
        operation={operations.find(({ kind }) => kind === 'export')}
        now={clock().now()}
      />
      {!leave && (
        <Card
          title="End it"
          description={
            plan.held
              ? 'A legal hold keeps this workspace. It can end once the hold is lifted.'
              : 'Everybody of the workspace is told at once.'
          }
        >
          {!plan.held && <LeaveForm slug={slug} name={tenantName} proof={proof} days={plan.days} />}
        </Card>
      )}
    </PageBody>
  );
}
