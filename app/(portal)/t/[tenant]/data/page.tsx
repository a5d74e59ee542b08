import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ReadingCard } from '@/components/chat-reading/reading-card';
import { LeaveCard } from '@/components/leaving/leave-card';
import { ExportCard } from '@/components/lifecycle/export-card';
import { DocumentDaysForm } from '@/components/retention/document-days-form';
import { HoldList } from '@/components/retention/hold-list';
import { PlaceHoldButton } from '@/components/retention/place-hold-button';
import { RetentionRuns } from '@/components/retention/retention-runs';
import { PageBody } from '@/components/shell/page-body';
import { Card } from '@/components/ui/card';
import { formatCount, formatDate } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { Stat, StatGrid } from '@/components/ui/stat';
import { readChatReading } from '@/lib/chat-reading/read-setting';
import { clock } from '@/lib/clock';
import { tenantPage } from '@/lib/http/page-context';
import { listExports } from '@/lib/lifecycle/export/list-exports';
import { readRetention } from '@/lib/lifecycle/retention/read-retention';
import { listOwnOperations } from '@/lib/operations/list-operations';
import { listMembers } from '@/lib/people/queries';
import { can } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Data' };

export default async function DataPage({ params }: { params: Promise<{ tenant: string }> }) {
  const ctx = await tenantPage((await params).tenant);
  // Beside the layout's check, with which the page runs at the same time.
  if (!can(ctx, 'retention:read')) notFound();
  const holds = can(ctx, 'holds:manage');
  const [retention, reading, members] = await Promise.all([
    readRetention(ctx),
    readChatReading(ctx),
    holds ? listMembers(ctx) : [],
  ]);
  const exporting = can(ctx, 'data:export');
  const [exports, operations] = exporting
    ? await Promise.all([listExports(ctx), listOwnOperations(ctx)])
    : [[], []];
  const { ending } = retention;
  return (
    <PageBody>
      <PageHeader
        title="Data"
        description="How long this workspace keeps what its people write and upload."
      />
      <StatGrid className="mb-6">
        <Stat
          label="Conversations"
          value={`${formatCount(retention.conversationDays)} days`}
          hint="Kept after the last question"
        />
        <Stat
          label="Ending soon"
          value={formatCount(ending.conversations)}
          hint={
            ending.firstAt
              ? `Conversations of ${formatCount(ending.people)} ${ending.people === 1 ? 'person' : 'people'} within two weeks, the first on ${formatDate(ending.firstAt)}`
              : 'Conversations within two weeks'
          }
        />
      </StatGrid>
      <Card
        title="Documents"
        description="Documents stay until somebody deletes them, unless you say otherwise."
        className="mb-6"
      >
        <DocumentDaysForm
          key={String(retention.documentDays)}
          slug={ctx.slug}
          documentDays={retention.documentDays}
        />
      </Card>
      <ReadingCard slug={ctx.slug} reading={reading} decides={can(ctx, 'chats:settings')} />
      {exporting && (
        <ExportCard
          slug={ctx.slug}
          exports={exports}
          operation={operations.find(({ kind }) => kind === 'export')}
          now={clock().now()}
        />
      )}
      <Card
        flush
        title="Legal holds"
        description="Keep what a court or a dispute may need. An owner places them here, an operator for you."
        actions={holds && <PlaceHoldButton scope={{ slug: ctx.slug }} people={members} />}
        className="mb-6"
      >
        <HoldList holds={retention.holds} scope={holds ? { slug: ctx.slug } : undefined} />
      </Card>
      <Card title="Latest runs" description="What was removed by age. Each is in the audit log.">
        <RetentionRuns runs={retention.runs} />
      </Card>
      {can(ctx, 'workspace:end') && <LeaveCard slug={ctx.slug} />}
    </PageBody>
  );
}
